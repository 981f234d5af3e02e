package dev.marina.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/// Projects become applications by what Maven, npm and pip make of them. Packages come from a repository in the cluster.
/// Many minutes go into the tools' images, so it is run when it is named.
@Order(8)
@Tag("long")
@ExtendWith(MarinaExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BuildPackagesE2E {

    private BuildOrders builds;
    private PackageRepository packages;

    @BeforeAll
    void aTenantWithARepository(Marina marina) throws Exception {
        marina.command("images", "debian", "build", "build-run", "java", "java-25", "node", "python", "maven", "maven-25", "npm", "pip").succeeded();
        Tenant tenant = marina.signUp("packager").awaitNodes(2);
        builds = new BuildOrders(tenant);
        packages = PackageRepository.start(tenant);
    }

    private String answer(String build, String path) {
        return builds.answer(build, path, PackageRepository.POD);
    }

    @Test
    void aMavenProjectBecomesAnApplication() {
        builds.order("with-maven", PackageRepository.mavenProject(), PackageRepository.SPEC);

        builds.succeeded("with-maven");

        assertEquals("made by maven", answer("with-maven", "/"));
    }

    @Test
    void whatMavenHasFetchedIsNotFetchedAgainForAnotherSource() {
        builds.order("fetches", PackageRepository.mavenProject(), PackageRepository.SPEC);
        builds.succeeded("fetches");
        Map<String, String> changed = new HashMap<>(PackageRepository.mavenProject());
        changed.merge("Served.java", "", (text, _) -> text.replace("made by maven", "made again"));
        builds.order("fetches-no-more", changed, PackageRepository.SPEC);
        builds.succeeded("fetches-no-more");

        String log = builds.log("fetches-no-more");
        assertTrue(log.lines().anyMatch(line -> line.contains("CACHED RUN mvn") && line.contains("--fail-never")), log);
        assertTrue(log.lines().noneMatch(line -> line.contains("CACHED COPY . ")), log);
        assertEquals("made again", answer("fetches-no-more", "/"));
    }

    @Test
    void aProjectOfANewerJavaGetsOne() {
        Map<String, String> newer = new HashMap<>(PackageRepository.mavenProject());
        newer.merge("pom.xml", "", (text, _) -> text.replace("<maven.compiler.release>17<", "<maven.compiler.release>25<"));
        builds.order("newer", newer, PackageRepository.SPEC);

        builds.succeeded("newer");

        assertEquals("made by maven", answer("newer", "/"));
        assertTrue(builds.log("newer").contains("marina/java-25:1"), builds.log("newer"));
    }

    @Test
    void aJavaThatThereIsNotIsRefusedWithWhatThereIs() {
        builds.order("newest", Map.of("pom.xml", "<project><properties><java.version>26</java.version></properties></project>"), "");

        assertEquals("pom.xml (java.version) asks for Java 26; there are 17 and 25", builds.failed("newest"));
    }

    @Test
    void aGradleProjectIsToldWhereItsGradleWouldComeFrom() {
        builds.order("with-gradle", Map.of("build.gradle", "", "gradlew", "echo java.net.UnknownHostException: services.gradle.org; exit 1"), "");

        String why = builds.failed("with-gradle");

        assertTrue(why.contains("it seems to have reached no package repository"), why);
        assertTrue(builds.log("with-gradle").contains("gradlew fetches Gradle itself"), builds.log("with-gradle"));
    }

    @Test
    void aNodeProjectWithALockBecomesAnApplication() throws Exception {
        builds.order("with-npm", packages.npmProject(), PackageRepository.SPEC);

        builds.succeeded("with-npm");

        assertEquals("hello of a module, built", answer("with-npm", "/"));
    }

    @Test
    void aPythonProjectWithRequirementsBecomesAnApplication() {
        builds.order("with-pip", PackageRepository.pythonProject(), PackageRepository.SPEC);

        builds.succeeded("with-pip");

        assertEquals("hello of a wheel", answer("with-pip", "/"));
    }

    @Test
    void noWayToPackagesIsSaid() {
        builds.order("nowhere", PackageRepository.pythonProject(), "repositories: {python: 'http://nowhere.default.svc/simple'}");

        String why = builds.failed("nowhere");

        assertTrue(why.contains("it seems to have reached no package repository") && why.contains("http://nowhere.default.svc/simple"), why);
    }
}
