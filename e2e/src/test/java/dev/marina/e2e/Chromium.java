package dev.marina.e2e;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A browser without a screen, and people who are logged in with it.
final class Chromium implements AutoCloseable {

    private static final Path SHOTS = Path.of("target/screenshots");
    private static final double PATIENCE_MS = 60_000;

    private final Playwright playwright = Playwright.create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    private final Browser browser = playwright.chromium().launch(new BrowserType.LaunchOptions().setExecutablePath(Path.of("/usr/bin/chromium"))
            .setArgs(List.of("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                    "--disable-component-update", "--disable-sync")));
    private final Marina marina;

    Chromium(Marina marina) {
        this.marina = marina;
    }

    Page page(String locale) {
        BrowserContext context = browser.newContext(new Browser.NewContextOptions().setIgnoreHTTPSErrors(true).setLocale(locale).setViewportSize(1400, 900));
        Page opened = context.newPage();
        opened.setDefaultTimeout(PATIENCE_MS);
        return opened;
    }

    /// A page of an owner who has logged in.
    Page of(Tenant tenant, String locale) {
        Page page = page(locale);
        page.navigate(marina.console() + "/clusters");
        page.locator("#username").fill(tenant.email());
        page.locator("#password").fill(tenant.password());
        page.locator("#kc-login").click();
        page.getByText("default").first().waitFor();
        return page;
    }

    /// A button that may be pressed, once there is one.
    static Locator enabled(Page page, String name) {
        Locator locator = page.locator("vaadin-button:not([disabled]):text-is(\"" + name + "\")").first();
        locator.waitFor();
        return locator;
    }

    static void shot(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(SHOTS.resolve(name + ".png")));
    }

    @Override
    public void close() {
        playwright.close();
    }
}
