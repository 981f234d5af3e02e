package dev.marina.console.xray;

import static com.github.mvysny.kaributesting.v10.LocatorJ._click;
import static com.github.mvysny.kaributesting.v10.LocatorJ._find;
import static com.github.mvysny.kaributesting.v10.LocatorJ._get;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.vaadin.flow.component.button.Button;
import dev.marina.console.FakeCluster;
import dev.marina.console.FakePlatform;
import dev.marina.console.client.YamlText;
import dev.marina.console.login.LoggedIn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StoreViewTest {

    private static final String KEYS = "GET /debug/store/keys";

    private FakeCluster cluster;
    private FakePlatform platform;

    @BeforeEach
    void open() throws Exception {
        cluster = new FakeCluster().on("GET /api", 200, "{}").on("GET /apis", 200, "{}").on(KEYS, 200, """
                {"metadata":{"resourceVersion":"9","continue":"o//secrets/shop/key"},"root":"/m/c/1/","items":[
                 {"key":"o//configmaps/shop/a","bytes":300,"revision":77,"is":"Object","form":"Whole","resourceVersion":"8","written":"2026-01-31T10:00:00Z"},
                 {"key":"l/ff","bytes":90,"revision":78,"is":"Log","changes":2,"resourceVersion":"9"}]}""")
                .on("GET /debug/store/watchers", 200, """
                        {"items":[{"user":"ann","agent":"kubectl","resource":"pods","namespace":"shop","selector":"","since":"2026-01-31T10:00:00Z",
                         "resourceVersion":"7","behind":2}],"count":1}""")
                .on("GET /debug/store/value", 200,
                        "{\"key\":\"o//configmaps/shop/a\",\"actor\":\"ann\",\"cause\":\"request/1\",\"value\":{\"kind\":\"ConfigMap\"}}");
        platform = new FakePlatform(cluster);
        LoggedIn.in(platform, platform.open(), "ann@acme.test");
    }

    @AfterEach
    void close() {
        platform.close();
        cluster.close();
    }

    private boolean asked(String part) {
        return cluster.asked.stream().anyMatch(each -> each.contains(part));
    }

    @Test
    void keysAreListedPageByPageAndAValueIsOpened() throws Exception {
        FakePlatform.go("clusters/acme/web/store?below=o%2F");
        FakePlatform.await(() -> FakePlatform.shown().contains("Log of 2 changes") && FakePlatform.shown().contains("kubectl"));
        assertTrue(asked("/debug/store/keys?limit=100&below=o/&continue= "), cluster.asked::toString);
        assertTrue(FakePlatform.shown().contains("pods · shop"));
        _click(_get(Button.class, spec -> spec.withText("o//configmaps/shop/a")));
        FakePlatform.await(() -> !_find(YamlText.class).isEmpty());
        assertTrue(_get(YamlText.class).shown().contains("ConfigMap"));
        _click(_get(Button.class, spec -> spec.withText("More keys")));
        FakePlatform.await(() -> asked("continue=o//secrets/shop/key"));
    }

    @Test
    void aSecretStaysClosed() throws Exception {
        cluster.on("GET /debug/store/value", 200, "{\"key\":\"o//configmaps/shop/a\",\"closed\":true}");
        FakePlatform.go("clusters/acme/web/store");
        FakePlatform.await(() -> FakePlatform.shown().contains("Log of 2 changes"));
        _click(_get(Button.class, spec -> spec.withText("o//configmaps/shop/a")));
        FakePlatform.await(() -> FakePlatform.shown().contains("it is not shown here"));
    }

    @Test
    void whoMayNotLookIsToldSoAndNobodysElseStoreIsAsked() throws Exception {
        cluster.on("GET /clusters/globex/web/debug/store/keys", 403, "{\"kind\":\"Status\",\"message\":\"cannot get path /debug/store/keys\"}");
        FakePlatform.go("clusters/globex/web/store");
        FakePlatform.await(() -> FakePlatform.shown().contains("cannot get path"));
        assertTrue(cluster.asked.stream().noneMatch(each -> each.contains("/clusters/acme/")), cluster.asked::toString);
    }
}
