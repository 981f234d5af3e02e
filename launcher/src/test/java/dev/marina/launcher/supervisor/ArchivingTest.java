package dev.marina.launcher.supervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArchivingTest {
    @ParameterizedTest(name = "{4}")
    @CsvSource({
            "0, 0, 0, false, 'nothing is loaded: adopted from an older start'",
            "0, 1000, 0, false, 'first look: it may be loading'",
            "800, 1000, 0, false, 'it is loading'",
            "995, 1000, 0, true, 'it has loaded, and there is no archive'",
            "1000, 1000, 1000, false, 'the archive knows it'",
            "1000, 1000, 990, false, 'not worth it'",
            "1500, 1500, 1000, true, 'it has come to do more'",
            "700, 700, 1000, false, 'it has just started anew'"})
    void anArchiveIsMadeOfAProcessThatHasLoadedMoreThanTheLastOneKnows(long before, long loaded, long archived, boolean due, String why) {
        assertEquals(due, Archiving.due(before, loaded, archived), why);
    }
}
