"""An editor's hands: what a person does at the newsroom's screens, in any language they are set in."""

import re
from dataclasses import dataclass
from datetime import datetime

from playwright.sync_api import Page, expect

from broadsheet.works.demo import PASSWORD
from tests.stage.served import Served


@dataclass(frozen=True)
class Editor:
    """Somebody who is signed in to the newsroom of a served sample paper."""

    page: Page
    paper: Served

    def sign_in(self, email: str = "editor@gazette.example") -> None:
        self.page.goto(f"{self.paper.url}/newsroom/")
        self.page.locator("input[name=login]").fill(email)
        self.page.locator("input[name=password]").fill(PASSWORD)
        self.page.locator("main button.button").first.click()
        expect(self.page).to_have_url(f"{self.paper.url}/newsroom/")

    def begin(self, headline: str, section: str, *paragraphs: str) -> str:
        """Types a new article and saves the draft; the address of its editor."""
        self.page.goto(f"{self.paper.url}/newsroom/article/add/")
        self.page.locator("[name=headline]").fill(headline)
        self.page.locator("[name=section]").select_option(label=section)
        story = self.page.locator("[id$='child-body-wrapper']")
        story.locator("button.c-sf-add-button").first.click()
        self.page.locator("[role=option]").first.click()
        story.locator("[role=textbox][contenteditable=true]").first.click()
        for number, paragraph in enumerate(paragraphs):
            if number:
                self.page.keyboard.press("Enter")
            self.page.keyboard.type(paragraph)
        # The editor of running text hands its words to the form a quarter of a second after the last key.
        expect(self.page.locator("[name=body-0-value]")).to_have_value(re.compile(re.escape(paragraphs[-1])))
        with self.page.expect_navigation():
            self.page.locator("footer button[type=submit]:not([name])").first.click()
        expect(self.page).to_have_url(re.compile(r"/newsroom/article/edit/\d+/"))
        return self.page.url

    def open(self, address: str) -> None:
        self.page.goto(address)

    def link_to_draft(self) -> str:
        """What “Copy a link to this draft” copies."""
        self.page.locator(".w-dropdown__toggle--icon.w-h-slim-header").first.click()
        return self.page.locator("[data-copy]").first.get_attribute("data-copy") or ""

    def verb(self, name: str) -> str:
        """Publish, schedule or correct; the path of the page, where the newsroom offers to show it."""
        with self.page.expect_navigation():
            self.page.locator(f"[name=action-{name}]").first.evaluate("button => button.click()")
        shown = self.page.locator(".messages a").first
        return shown.get_attribute("href") or "" if shown.count() else ""

    def go_live_at(self, moment: datetime) -> None:
        self.page.locator("[name=go_live_at]").evaluate("(field, value) => { field.value = value }", f"{moment:%Y-%m-%d %H:%M}")

    def correction(self, text: str) -> None:
        self.page.get_by_role("tab").nth(1).click()
        self.page.locator("#id_corrections-ADD").click()
        self.page.locator("[name=corrections-0-text]").fill(text)

    def withdraw(self, address: str) -> None:
        self.page.goto(address.replace("/edit/", "/unpublish/"))
        with self.page.expect_navigation():
            self.page.locator("main form [type=submit]").first.click()
