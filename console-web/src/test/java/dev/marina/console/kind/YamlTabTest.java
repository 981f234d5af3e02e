package dev.marina.console.kind;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.mvysny.kaributesting.v10.LocatorJ;
import com.github.mvysny.kaributesting.v10.MockVaadin;
import com.vaadin.flow.component.UI;
import dev.marina.console.client.YamlText;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class YamlTabTest {

    @BeforeEach
    void open() {
        MockVaadin.setup();
    }

    @AfterEach
    void close() {
        MockVaadin.tearDown();
    }

    @Test
    void itShowsTheObjectAsItIsNow() throws Exception {
        YamlTab tab = new YamlTab();
        UI.getCurrent().add(tab.content());
        ObjectMapper json = new ObjectMapper();

        tab.show(json.readTree("{\"kind\":\"ConfigMap\",\"data\":{\"a\":\"1\"}}"), null);
        tab.show(json.readTree("{\"kind\":\"ConfigMap\",\"data\":{\"a\":\"2\"}}"), null);

        assertEquals("kind: ConfigMap\ndata:\n  a: \"2\"\n", LocatorJ._get(YamlText.class).shown());
    }
}
