package dev.marina.console.shell;

import static com.github.mvysny.kaributesting.v10.LocatorJ._find;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.router.QueryParameters;
import dev.marina.console.FakePlatform;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HomeViewTest {

    private FakePlatform platform;

    @BeforeEach
    void open() throws Exception {
        platform = new FakePlatform();
        platform.open();
    }

    @AfterEach
    void close() {
        platform.close();
    }

    private static List<String> notices(QueryParameters parameters) {
        UI.getCurrent().navigate("", parameters);
        return _find(Span.class, spec -> spec.withClasses("notice")).stream().map(Span::getText).toList();
    }

    /// To where the login leads whom Keycloak has let in and the console has not: a front door that says nothing looks like a click that was lost.
    @Test
    void whoseLoginFailedIsTold() {
        assertEquals(List.of(), notices(QueryParameters.empty()));
        assertEquals(List.of(UI.getCurrent().getTranslation("home.login-failed")), notices(QueryParameters.of("login", "failed")));
        assertEquals(List.of(), notices(QueryParameters.of("login", "other")));
    }
}
