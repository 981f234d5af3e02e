package dev.marina.console.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsoleServiceTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
            false, image,    true
            false, document, true
            true,  document, true
            true,  empty,    true
            true,  ,         true
            true,  image,    false
            true,  script,   false
            true,  style,    false
            """)
    void onlyAPageTakesThePlaceOfASessionThatIsOver(boolean stale, String destination, boolean begins) {
        assertEquals(begins, ConsoleService.mayBegin(stale, destination));
    }
}
