package dev.marina.console.teach;

import static com.github.mvysny.kaributesting.v10.LocatorJ._click;
import static com.github.mvysny.kaributesting.v10.LocatorJ._find;
import static com.github.mvysny.kaributesting.v10.LocatorJ._get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.vaadin.flow.component.ComponentUtil;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.confirmdialog.ConfirmDialog;
import dev.marina.console.FakePlatform;
import dev.marina.console.login.LoggedIn;
import dev.marina.console.login.Person;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HelpBarTest {

    private static final String TAUGHT = "11111111-1111-1111-1111-111111111111";
    private static final String OWN = "/classes/" + TAUGHT + "/help";
    private static final String EVIL = "<img src=x onerror=alert(1)>@school.test";
    private FakePlatform platform;
    private Person ann;

    @BeforeEach
    void open() throws Exception {
        platform = new FakePlatform().on("GET /tenants", 200, "{\"items\":[]}");
        ann = LoggedIn.in(platform, platform.open(), "ann@acme.test");
    }

    /// On a page, as the layout has it there for whoever is logged in.
    private HelpBar shown() {
        HelpBar bar = new HelpBar(ann);
        UI.getCurrent().add(bar);
        return bar;
    }

    @AfterEach
    void close() {
        platform.close();
    }

    private static String help(String state, String teacher) {
        return "{\"id\":\"h1\",\"state\":\"%s\",\"teacher\":\"%s\",\"stream\":\"of-a-console-that-ended\",\"typing\":false,\"since\":\"2026-01-01T00:00:00Z\",\"ends\":\"2036-01-01T00:00:00Z\"}"
                .formatted(state, teacher);
    }

    private void attends(String help) {
        platform.on("GET /classes", 200, """
                {"items":[{"id":"%s","name":"7b","teacher":"school","state":"Open","starts":"2026-01-01T00:00:00Z","ends":"2036-01-01T00:00:00Z","labs":["pods"],
                 "tenant":"acme","cluster":"default","learner":"Ann"%s}]}""".formatted(TAUGHT, help.isEmpty() ? "" : ",\"help\":" + help));
    }

    private static boolean says(String text) {
        return !_find(HelpBar.class).isEmpty() && _get(HelpBar.class).getElement().getTextRecursively().contains(text);
    }

    private long consents() {
        return platform.asked.stream().filter(one -> one.startsWith("PUT " + OWN + "/consent")).count();
    }

    @Test
    void anOfferSharesNothingUntilItWasReadAndAgreedTo() throws Exception {
        attends(help("Offered", EVIL));
        platform.on("PUT " + OWN + "/consent", 409, "{\"detail\":\"The offer is not there any more; nothing is shared\"}");
        shown();
        FakePlatform.await(() -> says("offers to help you in your terminal. Nothing is shared unless you agree."));
        assertFalse(_get(HelpBar.class).getElement().getOuterHTML().contains("<img"), "who offers is text");

        _click(_get(Button.class, spec -> spec.withText("Read and agree …")));
        assertEquals(0, consents(), "not before it was read");
        ConfirmDialog dialog = _get(ConfirmDialog.class);
        assertTrue(dialog.getElement().getTextRecursively().contains("acme/default") && dialog.getElement().getTextRecursively().contains("They cannot type."),
                dialog.getElement().getTextRecursively());
        ComponentUtil.fireEvent(dialog, new ConfirmDialog.ConfirmEvent(dialog, true));

        FakePlatform.await(() -> says("The offer is not there any more"));
        assertEquals(1, consents());
        assertTrue(platform.asked.stream().anyMatch(one -> one.contains("\"help\":\"h1\"") && one.contains("\"typing\":false")), platform.asked.toString());
        assertTrue(platform.console().terminals().name().length() >= 16);
    }

    @Test
    void whatWasSharedBeforeTheConsoleRestartedIsNotSharedAndEndsWithOneAct() throws Exception {
        attends(help("Shared", "tina@school.test"));
        platform.on("DELETE " + OWN, 204, "");
        shown();
        FakePlatform.await(() -> says("The connection with tina@school.test was interrupted. Nothing is shared now."));

        attends("");
        _click(_get(Button.class, spec -> spec.withText("End the sharing")));

        FakePlatform.await(() -> platform.asked.contains("DELETE " + OWN + " ") && !says("tina@school.test"));
    }

    @Test
    void helpIsAskedForOnPagesOfTheClassesClusterAlone() throws Exception {
        attends("");
        platform.on("POST " + OWN, 200, help("Asked", ""));
        HelpBar bar = shown();
        for (String elsewhere : java.util.List.of("join", "clusters/acme/other/learn", "clusters/acme/default/pods")) {
            bar.at(elsewhere);
            FakePlatform.await(() -> platform.asked.contains("GET /classes "));
            assertTrue(_find(Button.class, spec -> spec.withText("Ask the teacher for help")).isEmpty(), elsewhere);
        }

        bar.at("clusters/acme/default/learn/pods");
        FakePlatform.await(() -> says("Stuck in 7b?"));
        attends(help("Asked", ""));
        _click(_get(Button.class, spec -> spec.withText("Ask the teacher for help")));

        FakePlatform.await(() -> platform.asked.contains("POST " + OWN + " ") && says("Nobody sees your terminal"));
    }
}
