package dev.marina.launcher.build;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MavenVerdictTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"0 | [INFO] BUILD SUCCESS | true", "1 | [INFO] BUILD SUCCESS | false", "0 | [INFO] BUILD FAILURE | false",
            "0 | [INFO] BUILD SUCCESS;[INFO] Build failures were ignored. | false", "0 | [INFO] BUILD FAILURE;[INFO] Build failures were ignored. | false",
            "0 | a test that says BUILD SUCCESS | false", "137 | [INFO] Building | false"})
    void goodIsOnlyWhatMavenCallsSo(int code, String said, boolean good) {
        MavenVerdict verdict = new MavenVerdict();
        for (String line : said.split(";")) {
            verdict.read(line);
        }
        assertEquals(good, verdict.good(code));
    }
}
