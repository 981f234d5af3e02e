package dev.marina.console.teach;

import static com.github.mvysny.kaributesting.v10.LocatorJ._click;
import static com.github.mvysny.kaributesting.v10.LocatorJ._find;
import static com.github.mvysny.kaributesting.v10.LocatorJ._get;
import static com.github.mvysny.kaributesting.v10.LocatorJ._setValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.vaadin.flow.component.ComponentUtil;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.confirmdialog.ConfirmDialog;
import com.vaadin.flow.component.datepicker.DatePicker;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.textfield.IntegerField;
import com.vaadin.flow.component.textfield.TextField;
import dev.marina.console.FakePlatform;
import dev.marina.console.login.LoggedIn;
import dev.marina.console.login.Person;
import dev.marina.console.terminal.TerminalDock;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClassViewTest {

    private static final String ID = "11111111-1111-1111-1111-111111111111";
    private static final String OWN = "/tenants/school/classes/" + ID;
    private static final String LABS = """
            {"items":[{"id":"pods","course":"first-steps","title":{"en":"Pods","zh":"Pod"}},{"id":"nodes","course":"first-steps","title":{"en":"Nodes","zh":"节点"}}]}""";
    private static final String EVIL = "<img src=x onerror=alert(1)>";

    private FakePlatform platform;
    private Person ann;

    @BeforeEach
    void open() throws Exception {
        platform = new FakePlatform().on("GET " + OWN, 200, taught("Open")).on("GET " + OWN + "/standing", 200, standing())
                .on("GET " + OWN + "/help", 200, "{\"items\":[]}")
                .on("GET /classes", 200, "{\"items\":[]}").on("GET /labs", 200, LABS).on("PATCH " + OWN, 200, taught("Open"))
                .on("DELETE " + OWN + "/learners/2", 204, "").on("POST " + OWN + "/closing", 200, taught("Closed"))
                .on("POST " + OWN + "/copies", 201, taught("Open"));
        ann = LoggedIn.in(platform, platform.open(), "ann@school.test");
    }

    @AfterEach
    void close() {
        platform.close();
    }

    private static String taught(String state) {
        return """
                {"id":"%s","name":"7b","state":"%s","starts":"2026-01-01T00:00:00Z","ends":"2027-01-01T00:00:00Z","labs":["pods"],"mostLearners":30,"stuckMinutes":10,
                 "atEnd":"asleep","code":"K7Q2M-9XWPA","link":"https://localhost/join?code=K7Q2M-9XWPA","learners":3,"created":"2026-01-01T00:00:00Z"}"""
                .formatted(ID, state);
    }

    private static String standing() {
        return """
                {"at":"2026-01-01T10:00:00Z",
                 "labs":[{"id":"pods","title":{"en":"Pods","zh":"Pod"},"goals":[{"id":"made","title":{"en":"Made","zh":"创建"}},{"id":"runs","title":{"en":"Runs","zh":"运行"}}]},
                         {"id":"nodes","title":{"en":"Nodes","zh":"节点"},"goals":[{"id":"seen","title":{"en":"Seen","zh":"看到"}}]}],
                 "learners":[
                  {"id":"1","name":"%s","joined":"2026-01-01T09:00:00Z","known":true,"labs":[{"lab":"pods","phase":"Running","points":1,"of":3,
                   "goals":[{"id":"made","state":"met","earned":1,"points":1},{"id":"runs","state":"unmet","earned":0,"points":2}],
                   "stuck":{"goal":"runs","since":"2026-01-01T09:10:00Z","sees":{"en":"The pod is Pending.","zh":"等待"},"hint":{"en":"Look at its events.","zh":"看事件"}}}]},
                  {"id":"2","name":"Bob","joined":"2026-01-01T09:00:00Z","known":true,"labs":[]},
                  {"id":"3","name":"Cat","joined":"2026-01-01T09:00:00Z","known":false,"labs":[]}],
                 "causes":[{"lab":"pods","goal":"runs","learners":1,"sees":{"en":"The pod is Pending.","zh":"等待"}}]}""".formatted(EVIL);
    }

    private static void go() throws Exception {
        FakePlatform.go("tenants/school/classes/" + ID);
        await(text -> text.contains("Learners and goals"));
    }

    private static void await(Predicate<String> page) throws Exception {
        FakePlatform.await(() -> !_find(Matrix.class).isEmpty() && page.test(FakePlatform.shown()));
    }

    @Test
    void itShowsWhoStandsWhereWhoIsStuckAndOnWhat() throws Exception {
        go();

        String page = FakePlatform.shown();
        assertTrue(page.contains("✓ met") && page.contains("⚠ stuck") && page.contains("1/3"), page);
        assertTrue(page.contains("1 on “Runs” of Pods: The pod is Pending.") && page.contains("Hint taken: Look at its events."), page);
        assertTrue(page.contains("not begun") && page.contains("the cluster does not say"), "silence is not failure: " + page);
        assertTrue(page.contains("K7Q2M-9XWPA") && page.contains("7b"), page);
        assertFalse(page.contains("Seen"), "a lab that nobody has begun takes no columns");
        assertTrue(page.contains(EVIL) && !_get(Matrix.class).getElement().getOuterHTML().contains("<img"), "a name is text");
        assertEquals("/grades/school/" + ID, _get(Anchor.class, spec -> spec.withText("Results as CSV")).getHref());
    }

    /// The newest: one that is confirmed stays in the mock's page.
    private static void confirm() {
        ConfirmDialog dialog = _find(ConfirmDialog.class).getLast();
        ComponentUtil.fireEvent(dialog, new ConfirmDialog.ConfirmEvent(dialog, true));
    }

    @Test
    void theMatrixIsReachedByKeyboardAndHasHeaders() throws Exception {
        go();

        Matrix matrix = _get(Matrix.class);
        assertEquals("0", matrix.getElement().getAttribute("tabindex"));
        String html = matrix.getElement().getOuterHTML();
        assertTrue(html.contains("scope=\"row\"") && html.contains("scope=\"colgroup\"") && html.contains("<caption>"), html);
    }

    @Test
    void closingAsksWhatBecomesOfClustersAndBeginsWithWhatTheClassSays() throws Exception {
        go();
        platform.on("GET " + OWN, 200, taught("Closed"));

        _click(_get(Button.class, spec -> spec.withText("Close the class")));
        confirm();

        await(text -> text.contains("Closed"));
        assertTrue(platform.asked.contains("POST " + OWN + "/closing {\"clusters\":\"asleep\"}"), platform.asked.toString());
        assertTrue(_find(StuckList.class).isEmpty(), "nobody is stuck in what is over");
    }

    @Test
    void aClosedClassIsSaidToBeBeforeItsLearnersClustersHaveAnswered() throws Exception {
        go();
        CountDownLatch silent = platform.hold("GET " + OWN + "/standing");
        platform.on("GET " + OWN, 200, taught("Closed"));

        _click(_get(Button.class, spec -> spec.withText("Close the class")));
        confirm();

        await(text -> text.contains("Closed"));
        assertTrue(silent.getCount() > 0, "nobody has answered how the class stands");
        silent.countDown();
    }

    @Test
    void aRefusalStaysWhileThePageLooksOn() throws Exception {
        go();
        platform.on("POST " + OWN + "/closing", 409, "{\"detail\":\"not yet\"}");

        _click(_get(Button.class, spec -> spec.withText("Close the class")));
        confirm();

        FakePlatform.await(() -> refusals() == 1);
        long looked = looks();
        FakePlatform.await(() -> looks() > looked + 1);
        assertEquals(1, refusals(), "whoever looked away for a moment reads it too");
        platform.on("POST " + OWN + "/closing", 200, taught("Closed")).on("GET " + OWN, 200, taught("Closed"));
        _click(_get(Button.class, spec -> spec.withText("Close the class")));
        confirm();
        await(text -> text.contains("Closed"));
        assertEquals(0, refusals());
    }

    private static long refusals() {
        return _find(Span.class).stream().filter(span -> span.isVisible() && span.getText().contains("not yet")).count();
    }

    private long looks() {
        return platform.asked.stream().filter(("GET " + OWN + "/help ")::equals).count();
    }

    private static String withOwnLabs() {
        return taught("Open").replace("[\"pods\"]", "[\"pods\",\"class-0000000a--paint\"]");
    }

    @Test
    void labsOfTheTeachersOwnAreListedOpenedAnewAndTakenAway() throws Exception {
        String source = """
                {"items":[{"name":"class-0000000a","cluster":"web","source":"mine","now":"Changed",
                 "labs":[{"id":"class-0000000a--paint","title":{"en":"%s","zh":"上色"}}]}]}""".formatted(EVIL);
        platform.on("GET " + OWN, 200, withOwnLabs()).on("GET " + OWN + "/sources", 200, source).on("POST " + OWN + "/sources", 201, "{}")
                .on("DELETE " + OWN + "/sources/class-0000000a", 204, "");
        go();

        await(text -> text.contains("mine of cluster web: " + EVIL) && text.contains("It has changed since"));
        assertFalse(_get(SourceList.class).getElement().getOuterHTML().contains("<img"), "a title is text");
        assertEquals("Open as it is now: mine", _get(Button.class, spec -> spec.withText("Open as it is now")).getAriaLabel().orElse(""));
        _click(_get(Button.class, spec -> spec.withText("Open as it is now")));
        FakePlatform.await(() -> platform.asked.contains("POST " + OWN + "/sources {\"cluster\":\"web\",\"source\":\"mine\"}"));
        _click(_get(Button.class, spec -> spec.withText("Take away")));
        assertTrue(platform.asked.stream().noneMatch(each -> each.startsWith("DELETE")), "not before it is confirmed");
        confirm();
        FakePlatform.await(() -> platform.asked.stream().anyMatch(each -> each.startsWith("DELETE " + OWN + "/sources/class-0000000a")));
    }

    @Test
    void aClassWithoutLabsOfItsTeachersOwnIsNotAskedForThem() throws Exception {
        go();

        assertTrue(platform.asked.stream().noneMatch(each -> each.contains("/sources")), platform.asked.toString());
        assertTrue(_find(SourceList.class).isEmpty());
    }

    @Test
    void whatIsRefusedIsSaid() throws Exception {
        go();
        platform.on("POST " + OWN + "/closing", 412, "{\"detail\":\"the class has changed\"}");

        _click(_get(Button.class, spec -> spec.withText("Close the class")));
        confirm();

        FakePlatform.await(() -> _find(Span.class).stream().anyMatch(span -> span.getText().contains("the class has changed")));
    }

    @Test
    void aCopyIsOpenedWhenItIsMade() throws Exception {
        go();

        _click(_get(Button.class, spec -> spec.withText("Copy for another class")));
        _setValue(_get(TextField.class, spec -> spec.withLabel("Name of the class")), " 7c ");
        confirm();

        FakePlatform.await(() -> platform.asked.contains("POST " + OWN + "/copies {\"name\":\"7c\"}"));
    }

    @Test
    void aClassOfAnotherTenantShowsNothing() throws Exception {
        platform.on("GET " + OWN, 404, "{\"detail\":\"there is no class\"}");
        UI.getCurrent().navigate("tenants/school/classes/" + ID);

        FakePlatform.await(() -> FakePlatform.shown().contains("there is no class"));
        assertFalse(_find(Button.class).stream().anyMatch(button -> button.getText().equals("Close the class") && button.isVisible()
                && button.getParent().orElseThrow().isVisible()));
    }

    private static Button of(String act, String learner) {
        return FakePlatform.labelled(act + ": " + learner);
    }

    private static String help(String state, String more) {
        return "{\"items\":[{\"learner\":\"2\",\"id\":\"h1\",\"state\":\"%s\",\"typing\":false,\"since\":\"2026-01-01T00:00:00Z\",\"ends\":\"2036-01-01T00:00:00Z\"%s}]}"
                .formatted(state, more);
    }

    @Test
    void onlyWhatIsToBeAnotherIsChangedAndOnlyTheClassThatWasSeen() throws Exception {
        go();

        _click(_get(Button.class, spec -> spec.withText("Change the class")));
        FakePlatform.await(() -> !_find(ConfirmDialog.class).isEmpty());
        ClassForm form = _get(ClassForm.class);
        assertEquals(java.time.LocalDate.of(2026, 12, 31), _get(form, DatePicker.class, spec -> spec.withLabel("Last day")).getValue());
        _setValue(_get(form, TextField.class, spec -> spec.withLabel("Name of the class")), "7b, new");
        _setValue(_get(form, IntegerField.class, spec -> spec.withLabel("Learners at most")), 12);
        _setValue(_get(form, DatePicker.class, spec -> spec.withLabel("Last day")), java.time.LocalDate.of(2027, 6, 30));
        confirm();

        FakePlatform.await(() -> platform.asked.contains("PATCH " + OWN + " {\"name\":\"7b, new\",\"ends\":\"2027-07-01T00:00:00Z\",\"mostLearners\":12}"));
    }

    @Test
    void aClassThatWasChangedMeanwhileIsSaidToBe() throws Exception {
        go();
        platform.on("PATCH " + OWN, 412, "{\"detail\":\"the class has changed\"}");

        _click(_get(Button.class, spec -> spec.withText("Change the class")));
        FakePlatform.await(() -> !_find(ConfirmDialog.class).isEmpty());
        confirm();

        FakePlatform.await(() -> _find(Span.class).stream().anyMatch(span -> span.getText().contains("the class has changed")));
    }

    @Test
    void aLearnerIsTakenOutOnceThatWasConfirmed() throws Exception {
        go();

        _click(of("Take out of the class", "Bob"));
        ConfirmDialog dialog = _get(ConfirmDialog.class);
        assertFalse(platform.asked.stream().anyMatch(asked -> asked.startsWith("DELETE")), "not before");
        assertTrue(dialog.getElement().getProperty("message", "").contains("Bob"), dialog.getElement().getOuterHTML());
        confirm();

        FakePlatform.await(() -> platform.asked.contains("DELETE " + OWN + "/learners/2 "));
    }

    @Test
    void helpIsOfferedAndATerminalIsOpenedOnlyOnceItIsSharedWithThisTeacher() throws Exception {
        platform.on("PUT " + OWN + "/help/2", 200, help("Offered", "").replaceFirst("\\{\"items\":\\[(.*)]}", "$1"));
        UI.getCurrent().add(new TerminalDock(platform.console().terminals(), ann));
        go();
        assertTrue(_find(Button.class, spec -> spec.withText("See their terminal")).isEmpty());
        platform.on("GET " + OWN + "/help", 200, help("Offered", ",\"teacher\":\"ann@school.test\""));

        _click(of("Offer help in their terminal", "Bob"));

        await(text -> text.contains("ann@school.test offered help; not answered yet"));
        assertTrue(_find(Button.class, spec -> spec.withText("See their terminal")).isEmpty(), "nothing is to be seen before the learner agrees");
        platform.on("GET " + OWN + "/help", 200, help("Shared", ",\"teacher\":\"other@school.test\""));
        await(text -> text.contains("other@school.test may see the terminal"));
        assertTrue(_find(Button.class, spec -> spec.withText("See their terminal")).isEmpty(), "it is another teacher's");
        platform.on("GET " + OWN + "/help", 200, help("Shared", ",\"teacher\":\"ann@school.test\",\"stream\":\"of-another-process\""));
        FakePlatform.await(() -> !_find(Button.class, spec -> spec.withText("See their terminal")).isEmpty());
        _click(of("See their terminal", "Bob"));
        await(text -> text.contains("not shared in this process"));
    }
}
