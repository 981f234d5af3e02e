package dev.marina.builds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DetectionTest {

    @ParameterizedTest
    @CsvSource({"Dockerfile index.html app.jar, DOCKERFILE, Dockerfile", "Containerfile src/a, DOCKERFILE, Containerfile", "app.jar README.md, JAVA, app.jar",
            "shop.war, JAVA, shop.war", "pom.xml target/app-1.0.jar target/app-1.0-sources.jar target/original-app-1.0.jar, JAVA, target/app-1.0.jar",
            "build/libs/app.jar build/libs/app-plain.jar, JAVA, build/libs/app.jar", "package.json index.js index.html, NODE, index.js",
            "requirements.txt app.py templates/index.html, PYTHON, app.py", "index.html style.css, STATIC, index.html",
            "public/index.html README.md, STATIC, public/index.html"})
    void aSourceIsWhatItsFilesSay(String files, Strategy strategy, String main) {
        Detection found = Detection.of(Set.of(files.split(" ")), Optional.empty());

        assertEquals(strategy, found.strategy());
        assertEquals(main, found.main());
    }

    @Test
    void whoSaysWhatItIsIsBelieved() {
        assertEquals(Strategy.STATIC, Detection.of(Set.of("Dockerfile", "index.html"), Optional.of(Strategy.STATIC)).strategy());
    }

    @ParameterizedTest
    @CsvSource({"README.md", "a.jar b.jar", "package.json lib/x.js", "deep/down/app.jar", "sub/Dockerfile"})
    void whatIsNothingKnownIsRefusedWithWhatIsMissing(String files) {
        BuildFailure refused = assertThrows(BuildFailure.class, () -> Detection.of(Set.of(files.split(" ")), Optional.empty()));

        assertTrue(refused.getMessage().contains("there is no Dockerfile"), refused.getMessage());
    }

    @Test
    void aProjectIsBuiltWhereItsProgramIsNotThere() {
        assertEquals("pom.xml", Detection.of(Set.of("pom.xml", "src/main/java/A.java"), Optional.empty()).main());
        assertEquals("build.gradle.kts",
                Detection.of(Set.of("build.gradle.kts", "settings.gradle.kts", "gradlew", "gradle/wrapper/gradle-wrapper.jar"), Optional
                        .empty()).main());
        assertEquals("target/a.jar", Detection.of(Set.of("pom.xml", "target/a.jar"), Optional.empty()).main());
        assertEquals(Strategy.NODE, Detection.of(Set.of("package.json", "package-lock.json", "src/page.js"), Optional.empty()).strategy());
        assertEquals("the source is to be built as java, and has not exactly one jar or war, or a pom.xml or build.gradle",
                assertThrows(BuildFailure.class, () -> Detection.of(Set.of("a.jar", "b.war"), Optional.of(Strategy.JAVA))).getMessage());
    }
}
