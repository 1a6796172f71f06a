"""What comes out of Word is what was said in it, and none of how it looked."""

# ruff: noqa: E501 - Word's lines are as long as they are
from news.models import Article
from portal1034.core.pasting import clean_pasted

SANITISE = Article._meta.get_field("body").sanitize

# As Word puts it on the clipboard: namespaces, a list of settings, styles, and lists that are paragraphs with a marker.
WORD = """<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40">
<head><meta http-equiv=Content-Type content="text/html; charset=utf-8"><meta name=Generator content="Microsoft Word 15">
<link rel=File-List href="file:///C:/Users/ban/AppData/Local/Temp/msohtmlclip1/01/clip_filelist.xml">
<!--[if gte mso 9]><xml><o:OfficeDocumentSettings><o:AllowPNG/></o:OfficeDocumentSettings></xml><![endif]-->
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->
<style><!-- p.MsoNormal {margin:0cm; font-family:"Times New Roman",serif;} @list l0 {mso-list-id:12;} --></style>
<!--[if gte mso 10]><style>table.MsoNormalTable {mso-style-name:"Table Normal";}</style><![endif]-->
</head><body lang=VI style='tab-interval:36.0pt'><!--StartFragment-->
<h1 style='mso-pagination:widow-orphan'><span style='font-size:16.0pt'>Vải thiều vào vụ<o:p></o:p></span></h1>
<p class=MsoNormal style='text-align:justify;mso-margin-top-alt:auto'><b style='mso-bidi-font-weight:normal'><span
lang=VI style='font-size:14.0pt;font-family:"Times New Roman",serif;color:red'>Lục Ngạn</span></b><span
style='font-size:14.0pt'> đang thu <i>rộ</i>, xem <a href="https://vi-du.vn/lich" style='color:blue'>lịch</a>.<o:p></o:p></span></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><!--[if !supportLists]--><span
style='font-family:Symbol;mso-fareast-font-family:Symbol'><span style='mso-list:Ignore'>·<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp;&nbsp;&nbsp; </span></span></span><!--[endif]-->Hái lúc mát<o:p></o:p></p>
<p class=MsoListParagraphCxSpMiddle style='margin-left:72.0pt;mso-list:l0 level2 lfo1'><![if !supportLists]><span
style='font-family:"Courier New"'><span style='mso-list:Ignore'>o<span>&nbsp;&nbsp; </span></span></span><![endif]>Trước
tám giờ<o:p></o:p></p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><!--[if !supportLists]--><span><span
style='mso-list:Ignore'>·<span>&nbsp; </span></span></span><!--[endif]-->Để ráo<o:p></o:p></p>
<p class=MsoNormal><font face="Arial" color="#FF0000">Các bước:</font></p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><!--[if !supportLists]--><span><span style='mso-list:Ignore'>1.<span>&nbsp;
</span></span></span><!--[endif]-->Chọn quả</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><!--[if !supportLists]--><span><span style='mso-list:Ignore'>2.<span>&nbsp;
</span></span></span><!--[endif]-->Xếp thùng</p>
<table class=MsoTableGrid border=1 style='border-collapse:collapse;mso-yfti-tbllook:1184'><tr style='mso-yfti-irow:0'>
<td width=200 valign=top style='width:150.0pt'><p class=MsoNormal>Loại 1<o:p></o:p></p></td>
<td colspan=2><p class=MsoNormal><span style='mso-spacerun:yes'>  </span>25.000 đ</p></td></tr></table>
<p class=MsoNormal><!--[if gte vml 1]><v:shape id="a"><v:imagedata src="file:///C:/x.png"/></v:shape><![endif]-->Hết.</p>
<!--EndFragment--></body></html>"""

CLEAN = (
    "<h2>Vải thiều vào vụ</h2>"
    '<p><strong>Lục Ngạn</strong> đang thu <em>rộ</em>, xem <a href="https://vi-du.vn/lich">lịch</a>.</p>'
    "<ul><li><p>Hái lúc mát</p><ul><li><p>Trước tám giờ</p></li></ul></li><li><p>Để ráo</p></li></ul>"
    "<p>Các bước:</p>"
    "<ol><li><p>Chọn quả</p></li><li><p>Xếp thùng</p></li></ol>"
    "<table><tbody><tr><td><p>Loại 1</p></td>"
    '<td colspan="2"><p>25.000 đ</p></td></tr></tbody></table>'
    "<p>Hết.</p>"
)


def test_a_page_of_word_becomes_plain_elements_and_nothing_else():
    assert SANITISE(clean_pasted(WORD)) == CLEAN


def test_cleaning_twice_is_cleaning_once():
    assert SANITISE(SANITISE(WORD)) == SANITISE(WORD) == CLEAN


def test_what_is_not_of_word_stays_letter_for_letter():
    text = '<p>Giá &lt; 5 &amp; tốt, <strong>đậm</strong></p><table><tr><th colspan="2">a</th></tr></table>'
    assert clean_pasted(text) == text


def test_a_script_hidden_in_words_clothes_does_not_come_through():
    hostile = '<p class=MsoNormal onclick="x()">a<script>alert(1)</script><a href="javascript:x()">b</a></p>'
    for word in ("javascript", "alert", "onclick"):
        assert word not in SANITISE(hostile)


def test_text_that_breaks_off_anywhere_never_raises():
    for end in range(0, len(WORD), 37):
        SANITISE(WORD[:end])
