package dev.marina.labs.content;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What somebody may do, as labs write it.
class ActTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
            list pods,                              list,   pods,        '',    '',  '',     ''
            get pods/log,                           get,    pods,        '',    log, '',     ''
            update deployments.apps/scale web in x, update, deployments, apps, scale, web,    x
            get secrets ${web}-login,               get,    secrets,     '',    '',  ${web}-login, ''
            list pods in ${namespace}-dev,          list,   pods,        '',    '',  '',     ${namespace}-dev
            """)
    void itsPartsAreRead(String text, String verb, String resource, String group, String subresource, String name, String namespace) {
        Act act = new Act(verb, resource, group, subresource, name, namespace);
        assertEquals(Optional.of(act), Act.parse(text));
        assertEquals(text, act.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "pods", "list", "list Pods", "list pods in", "list pods a b"})
    void whatIsNoneIsNone(String text) {
        assertEquals(Optional.empty(), Act.parse(text));
    }

    @Test
    void valuesAreFilledIn() {
        Filling filling = new Filling(java.util.Map.of("web", "shop", "namespace", "lab-x"));
        assertEquals("get secrets shop in lab-x-dev", Act.parse("get secrets ${web} in ${namespace}-dev").orElseThrow().filled(filling).toString());
    }
}
