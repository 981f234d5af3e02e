package dev.marina.apiserver.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.marina.api.StatusException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelSelectorTest {

    private static final Map<String, String> LABELS = Map.of("app", "web", "tier", "front", "dev.marina/x", "1");

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
            "'';true", "app=web;true", "app==web;true", "app=db;false", "app!=db;true", "missing!=x;true", "app;true", "!app;false", "!missing;true",
            "app in (db, web);true", "app notin (db,web);false", "missing notin (a);true", "app=web,tier in (front,back);true", "app=web,tier=back;false",
            "dev.marina/x=1;true"})
    void selectorsAreUnderstood(String text, boolean matches) {
        assertEquals(matches, LabelSelector.parse(text).matches(LABELS), text);
    }

    @Test
    void nonsenseIsRefused() {
        assertThrows(StatusException.class, () -> LabelSelector.parse("a=b=c d"));
        assertThrows(StatusException.class, () -> LabelSelector.parse("app in web"));
    }
}
