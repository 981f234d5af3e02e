package dev.marina.console.backups;

import static com.github.mvysny.kaributesting.v10.LocatorJ._click;
import static com.github.mvysny.kaributesting.v10.LocatorJ._find;
import static com.github.mvysny.kaributesting.v10.LocatorJ._get;
import static com.github.mvysny.kaributesting.v10.LocatorJ._setValue;
import static dev.marina.console.FakePlatform.button;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.radiobutton.RadioButtonGroup;
import com.vaadin.flow.component.textfield.TextField;
import dev.marina.console.FakeCluster;
import dev.marina.console.FakePlatform;
import dev.marina.console.login.LoggedIn;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BackupsViewTest {

    private static final String BELOW = "/tenants/acme/clusters/web";
    private static final String GOOD = """
            {"name":"web-a","phase":"Checked","scheduled":true,"created":"2026-01-01T00:00:00Z","taken":"2026-01-01T00:00:01Z",
             "checked":"2026-01-01T00:00:05Z","version":"42","objects":3,"bytes":2048,"counts":{"configmaps":2,"secrets":1},"leftOut":{"events":7},
             "volumes":{"count":1,"done":1,"bytes":4096,"bytesDone":4096,"items":[{"namespace":"shop","claim":"data","phase":"Verified","bytes":4096,"bytesDone":4096}],
             "leftOut":[{"namespace":"shop","claim":"nfs","reason":"NoSnapshots","message":"its volume is of the kind nfs"}],"leftOutCount":1}}""";
    private static final String TAKING = """
            {"name":"web-b","phase":"Taking","created":"2026-01-02T00:00:00Z","message":"objects are being written",
             "volumes":{"count":2,"done":1,"bytes":2048,"bytesDone":1024,"items":[],"leftOut":[]}}""";
    private static final String SCHEDULE = """
            {"schedule":"30 3 * * *","timeZone":"Europe/Berlin","keep":7,"keepDays":30,"suspended":false,"next":"2026-01-03T02:30:00Z"}""";

    private FakeCluster cluster;
    private FakePlatform platform;

    @BeforeEach
    void open() throws Exception {
        cluster = new FakeCluster().on("GET /api", 200, "{}").on("GET /apis", 200, "{}");
        platform = new FakePlatform(cluster).on("GET /tenants/acme", 200, "{\"name\":\"acme\",\"role\":\"owner\"}")
                .on("GET " + BELOW + "/backups", 200, "{\"items\":[%s,%s]}".formatted(GOOD, TAKING))
                .on("GET " + BELOW + "/backup-schedule", 200, SCHEDULE)
                .on("GET " + BELOW + "/restores", 200, "{\"items\":[]}").on("POST " + BELOW + "/backups", 202, "{}")
                .on("GET /tenants/acme/clusters", 200, "{\"items\":[{\"name\":\"web\",\"phase\":\"Ready\"},{\"name\":\"shop\",\"phase\":\"Ready\"}]}")
                .on("GET " + BELOW + "/history/differences", 200,
                        "{\"items\":[{\"change\":\"deleted\",\"resource\":\"configmaps\",\"namespace\":\"default\",\"name\":\"lost\"}]}")
                .on("POST " + BELOW + "/restores", 202, "{}").on("DELETE " + BELOW + "/backups/web-a", 202, "")
                .on("PUT " + BELOW + "/backup-schedule", 200, SCHEDULE).on("DELETE " + BELOW + "/backup-schedule", 204, "");
        LoggedIn.in(platform, platform.open(), "ann@acme.test");
    }

    @AfterEach
    void close() {
        platform.close();
        cluster.close();
    }

    private static boolean enabled(String label) {
        return _find(Button.class, spec -> spec.withPredicate(each -> label.equals(each.getAriaLabel().orElse("")) && each.isEnabled())).size() == 1;
    }

    private static void go() throws Exception {
        FakePlatform.go("clusters/acme/web/backups");
        FakePlatform.await(() -> enabled("Restore web-a"));
    }

    private boolean asked(String start) {
        return platform.asked.stream().anyMatch(one -> one.startsWith(start));
    }

    @Test
    void eachBackupSaysHowItIsHowLargeAndWhatItsCheckFound() throws Exception {
        go();

        String shown = FakePlatform.shown();
        assertTrue(shown.contains("2.0 KiB") && shown.contains("2026-01-01 00:00 UTC") && shown.contains("configmaps: 2"), shown);
        assertTrue(shown.contains("each object was what it had been") && shown.contains("Not in it: events: 7"), shown);
        assertTrue(shown.contains("shop/data: read back, 4.0 KiB") && shown.contains("shop/nfs: its volume is of the kind nfs"), shown);
        assertTrue(shown.contains("1 of 2 volumes, 1.0 KiB of 2.0 KiB"), shown);
        assertTrue(shown.indexOf("web-b") < shown.indexOf("web-a"), "the newest first: " + shown);
        assertFalse(enabled("Restore web-b"), "what is not good is not restored");
        assertTrue(shown.contains("30 3 * * * (Europe/Berlin)"), shown);
    }

    @Test
    void oneIsMadeAndWhoLooksSeesItWithoutLoadingAnew() throws Exception {
        go();
        platform.on("GET " + BELOW + "/backups", 200, "{\"items\":[%s,%s]}".formatted(GOOD, GOOD.replace("web-a", "web-c")));

        _click(button("Back up now"));

        FakePlatform.await(() -> enabled("Restore web-c"));
        assertTrue(asked("POST " + BELOW + "/backups"), platform.asked::toString);
        FakePlatform.await(() -> !FakePlatform.shown().contains("web-b"));
    }

    @Test
    void whoDoesNotWantWhatIsInVolumesSaysSo() throws Exception {
        go();
        _setValue(_get(Checkbox.class, spec -> spec.withLabel("With what is in volumes")), false);

        _click(button("Back up now"));

        FakePlatform.await(() -> platform.queries.contains("POST " + BELOW + "/backups?volumes=none"));
    }

    @Test
    void aRestoreSaysWhatItWouldDoAndIsDoneForWhoTypesTheClustersName() throws Exception {
        go();
        _click(FakePlatform.labelled("Restore web-a"));
        Dialog dialog = _get(Dialog.class);
        FakePlatform.await(() -> dialog.getElement().getTextRecursively().contains("Deleted since, and made again: 1"));
        assertTrue(dialog.getElement().getTextRecursively().contains("configmaps default/lost"));
        Button confirm = _get(dialog, Button.class, spec -> spec.withText("Restore"));
        assertFalse(confirm.isEnabled());
        TextField typed = _get(dialog, TextField.class, spec -> spec.withLabel("Type web to confirm"));
        _setValue(typed, "webb");
        assertFalse(confirm.isEnabled());
        _setValue(typed, "web");

        _click(confirm);

        FakePlatform.await(() -> asked("POST " + BELOW + "/restores {\"backup\":\"web-a\",\"existing\":\"skip\"}"));
    }

    @Test
    void anotherClusterIsTypedByItsOwnNameAndANewOneNeedsNone() throws Exception {
        platform.on("POST " + BELOW + "/backups/web-a/clusters", 409,
                "{\"detail\":\"no\",\"errors\":[{\"field\":\"name\",\"detail\":\"a name that is free\"}]}");
        go();
        _click(FakePlatform.labelled("Restore web-a"));
        Dialog dialog = _get(Dialog.class);
        @SuppressWarnings("unchecked")
        RadioButtonGroup<Object> into = _find(dialog, RadioButtonGroup.class).getFirst();
        List<Object> ways = into.getListDataView().getItems().toList();
        Button confirm = _get(dialog, Button.class, spec -> spec.withText("Restore"));
        _setValue(into, ways.get(1));
        assertFalse(confirm.isEnabled(), "no cluster is chosen");
        _setValue(into, ways.get(2));
        assertTrue(confirm.isEnabled());
        _setValue(_get(dialog, TextField.class, spec -> spec.withLabel("Name")), "again");
        _click(confirm);
        FakePlatform.await(() -> asked("POST " + BELOW + "/backups/web-a/clusters {\"name\":\"again\",\"nodes\":0}"));
        FakePlatform.await(() -> "a name that is free".equals(_get(dialog, TextField.class, spec -> spec.withLabel("Name")).getErrorMessage()));
    }

    @Test
    void oneIsDeletedByWhoTypesItsName() throws Exception {
        go();
        _click(FakePlatform.labelled("Delete web-a"));
        Dialog dialog = _get(Dialog.class);
        _setValue(_get(dialog, TextField.class), "web-a");
        _click(_get(dialog, Button.class, spec -> spec.withText("Delete")));

        FakePlatform.await(() -> asked("DELETE " + BELOW + "/backups/web-a"));
    }

    @Test
    void theScheduleIsPausedAndChangedAndWhatIsWrongStandsAtItsField() throws Exception {
        go();
        FakePlatform.await(() -> _find(Button.class, spec -> spec.withText("Pause")).size() == 1 && button("Pause").isEnabled());
        _click(button("Pause"));
        FakePlatform.await(() -> asked("PUT " + BELOW
                + "/backup-schedule {\"schedule\":\"30 3 * * *\",\"timeZone\":\"Europe/Berlin\",\"keep\":7,\"keepDays\":30,\"suspended\":true,\"volumes\":\"all\"}"));
        platform.on("PUT " + BELOW + "/backup-schedule", 400, "{\"detail\":\"invalid\",\"errors\":[{\"field\":\"schedule\",\"detail\":\"five fields\"}]}");
        _click(button("Change the schedule"));
        Dialog dialog = _get(Dialog.class);
        TextField when = _get(dialog, TextField.class, spec -> spec.withLabel("When"));
        _setValue(when, "often");
        _click(_get(dialog, Button.class, spec -> spec.withText("Save")));
        FakePlatform.await(when::isInvalid);
        assertEquals("five fields", when.getErrorMessage());
    }

    @Test
    void aFirstScheduleNamesNoEndThatNobodyGave() throws Exception {
        platform.on("GET " + BELOW + "/backup-schedule", 404, "{\"detail\":\"There is no schedule\"}");
        go();
        FakePlatform.await(() -> button("Back up on schedule").isEnabled());
        _click(button("Back up on schedule"));
        _click(_get(_get(Dialog.class), Button.class, spec -> spec.withText("Save")));

        FakePlatform.await(() -> platform.asked.contains("PUT " + BELOW
                + "/backup-schedule {\"schedule\":\"30 3 * * *\",\"timeZone\":\"UTC\",\"keep\":7,\"suspended\":false,\"volumes\":\"all\"}"));
    }

    @Test
    void whoIsNoOwnerIsToldAndMayLook() throws Exception {
        platform.on("GET /tenants/acme", 200, "{\"name\":\"acme\",\"role\":\"viewer\"}");
        FakePlatform.go("clusters/acme/web/backups");

        FakePlatform.await(() -> FakePlatform.shown().contains("web-a"));
        for (String label : List.of("Restore web-a", "Delete web-a")) {
            FakePlatform.await(() -> "Missing permission: the role owner".equals(FakePlatform.labelled(label).getElement().getAttribute("aria-description")));
            assertFalse(FakePlatform.labelled(label).isEnabled());
        }
    }

    @Test
    void anotherTenantsBackupsAreRefusedAndNothingOfOnesOwnIsShown() throws Exception {
        go();
        String refused = "{\"detail\":\"There is no tenant globex\"}";
        platform.on("GET /tenants/globex", 404, refused).on("GET /tenants/globex/clusters/web/backups", 404, refused);

        FakePlatform.go("clusters/globex/web/backups");

        FakePlatform.await(() -> FakePlatform.shown().contains("There is no tenant globex"));
        assertFalse(FakePlatform.shown().contains("web-a"), FakePlatform.shown());
        assertFalse(button("Back up now").isEnabled());
    }
}
