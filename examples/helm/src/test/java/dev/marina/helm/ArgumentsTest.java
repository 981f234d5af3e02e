package dev.marina.helm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ArgumentsTest {

    @Test
    void optionsStandAnywhereShortOrLongWithOrWithoutEquals() {
        Arguments arguments = Arguments.of("upgrade", "-n", "shop", "web", "--set", "a=b", "./chart", "--set=c.d=e", "-i", "--wait=false");

        assertEquals(List.of("upgrade", "web", "./chart"), arguments.words());
        assertEquals(Optional.of("shop"), arguments.find("--namespace"));
        assertEquals(List.of("a=b", "c.d=e"), arguments.all("--set"));
        assertTrue(arguments.has("--install"));
        assertFalse(arguments.has("--wait"));
    }

    @Test
    void whatIsNotKnownOrMissingIsNamed() {
        assertTrue(assertThrows(Arguments.Unusable.class, () -> Arguments.of("list", "--colour")).getMessage().startsWith("unknown option --colour"));
        assertEquals("option -n needs a value", assertThrows(Arguments.Unusable.class, () -> Arguments.of("list", "-n")).getMessage());
        assertEquals("CHART is missing after: helm install web",
                assertThrows(Arguments.Unusable.class, () -> Arguments.of("install", "web").word(2, "CHART")).getMessage());
    }
}
