package dev.marina.builds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JavaReleaseTest {

    @TempDir
    private Path directory;

    private static byte[] compiledFor(int release) {
        return new byte[] {(byte) 0xCA, (byte) 0xFE, (byte) 0xBA, (byte) 0xBE, 0, 0, 0, (byte) (44 + release), 0, 0};
    }

    private JavaRelease archive(String manifest, Map<String, byte[]> classes) throws IOException {
        Path file = directory.resolve("app.jar");
        Map<String, byte[]> all = new LinkedHashMap<>(classes);
        all.put("META-INF/MANIFEST.MF", ("Manifest-Version: 1.0\n" + manifest).getBytes());
        try (OutputStream out = Files.newOutputStream(file); ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> each : all.entrySet()) {
                zip.putNextEntry(new ZipEntry(each.getKey()));
                zip.write(each.getValue());
            }
        }
        return JavaRelease.ofArchive("app.jar", file);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            <properties><maven.compiler.release>21</maven.compiler.release></properties> | 21
            <properties><maven.compiler.source>1.8</maven.compiler.source><maven.compiler.target>1.8</maven.compiler.target></properties> | 8
            <properties><java.version>21</java.version><maven.compiler.release>${java.version}</maven.compiler.release></properties> | 21
            <properties><java.version> 25 </java.version></properties> | 25
            <properties><maven.compiler.release>${maven.compiler.release}</maven.compiler.release></properties> | 0
            <properties><maven.compiler.release>17</maven.compiler.release></properties><build><plugins><plugin><artifactId>maven-compiler-plugin</artifactId><configuration><release>21</release></configuration></plugin></plugins></build> | 21
            <build><pluginManagement><plugins><plugin><artifactId>maven-compiler-plugin</artifactId><configuration><target>11</target></configuration></plugin></plugins></pluginManagement></build> | 11
            <dependencies><dependency><version>21</version></dependency></dependencies> | 0
            """)
    void aPomSaysWhatItIsCompiledFor(String project, int number) {
        assertEquals(number, JavaRelease.ofPom("<project xmlns=\"http://maven.apache.org/POM/4.0.0\">%s</project>".formatted(project)).number());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            java { toolchain { languageVersion = JavaLanguageVersion.of(21) } } | 21 | true
            kotlin { jvmToolchain(17) } | 17 | true
            sourceCompatibility = '21' | 21 | false
            sourceCompatibility = JavaVersion.VERSION_1_8 | 8 | false
            targetCompatibility=JavaVersion.VERSION_25 | 25 | false
            plugins { id("java") version "3" } | 0 | false
            """)
    void aGradleFileSaysItInTheUsualWords(String text, int number, boolean exactly) {
        JavaRelease asked = JavaRelease.ofGradle("build.gradle", text);

        assertEquals(number, asked.number());
        assertEquals(exactly, asked.exactly());
    }

    @ParameterizedTest
    @CsvSource({"0,marina/java:1", "8,marina/java:1", "17,marina/java:1", "18,marina/java-25:1", "25,marina/java-25:1"})
    void theFirstThatIsNewEnoughIsTaken(int number, String image) {
        assertEquals(image, new JavaRelease(number, false, "pom.xml").image("java"));
    }

    @Test
    void whatThereIsNotIsRefusedWithWhatThereIs() {
        assertEquals("pom.xml asks for Java 26; there are 17 and 25",
                assertThrows(BuildFailure.class, () -> new JavaRelease(26, false, "pom.xml").image("java"))
                        .getMessage());
        assertEquals("build.gradle (toolchain) asks for Java 21 and no other; there are 17 and 25", assertThrows(BuildFailure.class,
                () -> JavaRelease.ofGradle("build.gradle", "jvmToolchain(21)").image("maven")).getMessage());
    }

    @Test
    void anArchiveIsWhatItsFirstClassesAreCompiledFor() throws IOException {
        assertEquals(21, archive("Main-Class: a.Main\n", Map.of("a/Main.class", compiledFor(21), "b/Other.class", compiledFor(25))).number());
        assertEquals(25, archive("Main-Class: boot.Launcher\nStart-Class: a.Main\n",
                Map.of("boot/Launcher.class", compiledFor(17), "BOOT-INF/classes/a/Main.class", compiledFor(25))).number());
        assertEquals(0, archive("", Map.of()).number());
        assertEquals(JavaRelease.ANY, JavaRelease.ofArchive("x", Files.writeString(directory.resolve("no.jar"), "not a zip")));
    }

    /// Neither files nor addresses are read for a pom, and it does not grow.
    @Test
    void aPomIsReadAlone() throws IOException {
        Path secret = Files.writeString(directory.resolve("token"), "21");
        String pom = "<!DOCTYPE p [<!ENTITY x SYSTEM \"%s\">]><project><properties><java.version>&x;</java.version></properties></project>".formatted(secret
                .toUri());

        String why = assertThrows(BuildFailure.class, () -> JavaRelease.ofPom(pom)).getMessage();

        assertTrue(why.startsWith("pom.xml is not XML: DOCTYPE"), why);
        assertTrue(assertThrows(BuildFailure.class, () -> JavaRelease.ofPom("<project>")).getMessage().startsWith("pom.xml is not XML"));
    }
}
