package dev.marina.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/// A newcomer's first lab, in Chinese and with the keyboard alone; another tenant knows nothing of it.
@Order(7)
@ExtendWith(MarinaExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LearnE2E {

    private static final String LAB = "first-pod";

    private Marina marina;
    private Tenant tenant;
    private Tenant other;
    private Chromium chromium;
    private Page page;

    @BeforeAll
    void open(Marina given) {
        marina = given;
        // Commands of the text run in the person's own shell.
        marina.command("images", "shell").succeeded();
        tenant = marina.signUp("learns").awaitReady();
        other = marina.signUp("truant").awaitReady();
        tenant.awaitNodes(2);
        chromium = new Chromium(marina);
        page = chromium.of(tenant, "zh-CN");
    }

    @AfterAll
    void close() {
        chromium.close();
    }

    private String learn(Tenant of) {
        return marina.console() + "/clusters/" + of.name() + "/default/learn";
    }

    private void press(String selector) {
        Locator button = page.locator(selector).first();
        button.waitFor();
        button.focus();
        page.keyboard().press("Enter");
    }

    private void goal(String id, String state) {
        page.locator("[data-goal='%s'][data-state='%s']".formatted(id, state)).waitFor();
    }

    private void accessible(String where) {
        Axe.assertAccessible(page, "learn", where);
    }

    private void run(String command) {
        press("vaadin-button[aria-label*='" + command + "']:not([disabled]):has-text('运行')");
    }

    @Test
    @Order(1)
    void theFirstLabIsFinishedByKeyboardInChinese() {
        page.navigate(learn(tenant));
        page.locator("a.lab-title").first().waitFor();
        accessible("catalogue");
        press("a.lab-title[href$='/" + LAB + "']");
        // exams are begun with the same word, on the page before
        press(".lab vaadin-button:not([disabled]):has-text('开始')");
        goal("running", "unmet");
        accessible("lab");

        run(" run ");
        goal("running", "met");
        run(" label pod ");
        goal("labelled", "met");
        run(" delete pod ");
        goal("removed", "met");
        page.locator(".lab-news:has-text('目标达成')").waitFor();
        page.locator(".story li").first().waitFor();
        accessible("story");
    }

    @Test
    @Order(2)
    void aGoalUnticksWhenItIsBrokenAgainAndTheLanguageLosesNothing() {
        String namespace = "lab-" + LAB;
        tenant.kubectl("-n", namespace, "delete", "pods", "--all", "--now").succeeded();
        goal("running", "regressed");

        press("vaadin-button:has-text('English')");
        page.locator(".goal-title:has-text('is running')").waitFor();
        goal("running", "regressed");
        press("vaadin-button:has-text('中文')");
        // else the next test acts on a page that is on its way out
        page.locator("vaadin-button:has-text('重新开始')").first().waitFor();
    }

    @Test
    @Order(3)
    void theBorderBetweenTextAndGoalsIsMovedByKeyboardAndRemembered() {
        page.locator("marina-split .border").focus();
        page.keyboard().press("ArrowLeft");
        page.keyboard().press("ArrowLeft");
        page.reload();
        page.locator("marina-split .border[aria-valuenow='56']").waitFor();
    }

    @Test
    @Order(4)
    void aPhoneShowsTheGoalsAboveTheText() {
        page.setViewportSize(390, 800);
        goal("running", "regressed");
        assertEquals("",
                page.evaluate(
                        """
                () => document.documentElement.scrollWidth <= innerWidth + 1 ? '' : [...document.querySelectorAll('body *')]
                    .filter(each => each.getBoundingClientRect().right > innerWidth + 1).slice(0, 8).map(each => each.tagName + '.' + each.className + ' ' + each.textContent.slice(0, 40)).join(', ')"""),
                "wider than the phone");
        Chromium.shot(page, "learn-phone");
        page.setViewportSize(1400, 900);
    }

    @Test
    @Order(5)
    void aResetBeginsAnew() {
        press("vaadin-button:not([disabled]):has-text('重新开始')");
        press("vaadin-confirm-dialog-overlay vaadin-button[slot='confirm-button']");
        goal("running", "unmet");
    }

    @Test
    @Order(6)
    void anotherTenantsRunIsNotSeen() {
        page.navigate(learn(other) + "/" + LAB);
        page.locator(".refusal:visible").first().waitFor();
        assertFalse(page.content().contains("data-goal"));
    }
}
