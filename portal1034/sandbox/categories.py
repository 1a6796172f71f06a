"""The two category trees. Codes differ on purpose: the seam has to translate."""

_POSTMART = [
    ("10", "Nông sản", "", False),
    ("1001", "Trái cây", "10", True),
    ("1002", "Rau củ", "10", True),
    ("1003", "Lúa gạo, ngũ cốc", "10", True),
    ("1004", "Cà phê, tiêu, điều, chè", "10", True),
    ("1005", "Dược liệu", "10", True),
    ("20", "Chăn nuôi, thủy sản", "", False),
    ("2001", "Sản phẩm chăn nuôi", "20", True),
    ("2002", "Thủy sản", "20", True),
    ("30", "Đặc sản", "", False),
    ("3001", "Đặc sản vùng miền, mật ong", "30", True),
    ("3002", "Nông sản khác", "30", True),
]
_VOSO = [
    ("nong-san", "Nông sản", "", False),
    ("trai-cay-tuoi", "Trái cây tươi", "nong-san", True),
    ("rau-cu-qua", "Rau, củ, quả", "nong-san", True),
    ("gao-ngu-coc", "Gạo, ngũ cốc", "nong-san", True),
    ("cay-cong-nghiep", "Cà phê, hồ tiêu, hạt điều, chè", "nong-san", True),
    ("duoc-lieu", "Dược liệu", "nong-san", True),
    ("thit-trung", "Thịt, trứng", "nong-san", True),
    ("thuy-hai-san", "Thủy hải sản", "nong-san", True),
    ("dac-san-vung-mien", "Đặc sản vùng miền", "nong-san", True),
    ("nong-san-khac", "Nông sản khác", "nong-san", True),
]


def _tree(rows: list[tuple[str, str, str, bool]]) -> list[dict]:
    return [
        {"code": code, "name": name, "leaf": leaf} | ({"parent": parent} if parent else {})
        for code, name, parent, leaf in rows
    ]


TREES = {"postmart": _tree(_POSTMART), "voso": _tree(_VOSO)}
LEAVES = {code: {row["code"]: row["name"] for row in tree if row["leaf"]} for code, tree in TREES.items()}
