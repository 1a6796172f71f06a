"""An article read aloud, sent on and copied, in a real Chromium. Its headless form has no voices: one is lent to it."""

from pathlib import Path

import pytest

SCRIPT = Path("static/js/reading.js")
PAGE = """
<link rel="canonical" href="https://cong.example/tin-tuc/vai/">
<p data-listen hidden>
  <button data-listen-start>Nghe bài</button><button data-listen-pause hidden>Tạm dừng</button>
  <button data-listen-resume hidden>Nghe tiếp</button><button data-listen-stop hidden>Dừng</button>
</p>
<h1 data-say>Vải chín</h1>
<div data-say-inside><p>Câu một. Câu hai.</p><ul><li>Mục</li></ul><blockquote><p>Lời</p></blockquote></div>
<button data-share="Vải chín" hidden>Gửi</button>
<button data-copy="https://cong.example/" data-copied="Đã chép." hidden>Chép</button>
<div id="live"></div>
"""
# What a browser with voices has, without the sound: `said` is what it was asked to say, `finish()` ends what it says.
VOICE = """
window.said = []; window.calls = [];
class Words { constructor(text) { this.text = text; } }
Object.defineProperty(window, "SpeechSynthesisUtterance", { value: Words });
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => VOICES, addEventListener: (name, act) => { window.voicesCame = act; },
  speak: (words) => { window.now = words; window.said.push(words.text); },
  cancel: () => window.calls.push("cancel"),
  pause: () => window.calls.push("pause"), resume: () => window.calls.push("resume"),
} });
window.finish = () => { const ended = window.now; window.now = null; ended.onend(); };
"""


@pytest.fixture
def open_article(chromium):
    contexts = []

    def open_page(voices: str = "[{lang: 'en-US'}, {lang: 'vi-VN'}]", before: str = ""):
        context = chromium.new_context()
        contexts.append(context)
        page = context.new_page()
        page.set_content(PAGE)
        page.add_script_tag(content=VOICE.replace("VOICES", voices) + before)
        page.add_script_tag(content=SCRIPT.read_text(), type="module")
        return page

    yield open_page
    for context in contexts:
        context.close()


def shown(page) -> list[str]:
    return page.locator("button:visible").all_inner_texts()


def test_without_a_vietnamese_voice_nothing_is_offered(open_article):
    page = open_article("[{lang: 'en-US'}]")
    assert "Nghe bài" not in shown(page)


def test_a_voice_that_comes_late_is_offered_once_it_is_there(open_article):
    page = open_article("window.late || []")
    assert "Nghe bài" not in shown(page)
    page.evaluate("window.late = [{lang: 'vi_VN'}]; window.voicesCame()")
    assert "Nghe bài" in shown(page)


def test_the_article_is_read_in_order_each_word_once_and_marked(open_article):
    page = open_article()
    page.get_by_text("Nghe bài").click()
    marked = []
    while page.evaluate("window.now !== null && window.now !== undefined"):
        marked.append(page.locator(".is-read").inner_text())
        page.evaluate("window.finish()")
    assert page.evaluate("window.said") == ["Vải chín", "Câu một. Câu hai.", "Mục", "Lời"]
    assert marked == ["Vải chín", "Câu một. Câu hai.", "Mục", "Lời"]
    assert "Nghe bài" in shown(page)
    assert page.locator(".is-read").count() == 0


def test_pausing_going_on_and_stopping(open_article):
    page = open_article()
    page.get_by_text("Nghe bài").click()
    page.get_by_text("Tạm dừng").click()
    assert "Nghe tiếp" in shown(page)
    page.get_by_text("Nghe tiếp").click()
    page.get_by_text("Dừng", exact=True).click()
    assert page.evaluate("window.calls.slice(-3)") == ["pause", "resume", "cancel"]
    page.evaluate("window.finish()")  # the browser tells the end of what was cut off: it must start nothing
    assert page.evaluate("window.said.length") == 1
    assert "Nghe bài" in shown(page)


def test_sending_on_is_offered_where_the_browser_can_and_names_the_pages_one_address(open_article):
    page = open_article()
    assert "Gửi" not in shown(page)
    page = open_article(before="navigator.share = async (what) => { window.shared = what; };")
    page.get_by_text("Gửi").click()
    assert page.evaluate("window.shared") == {"title": "Vải chín", "url": "https://cong.example/tin-tuc/vai/"}
