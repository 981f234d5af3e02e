package dev.marina.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
        marina.command("images", "debian", "build", "build-run", "java", "node", "python", "maven", "npm", "pip").succeeded();
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
