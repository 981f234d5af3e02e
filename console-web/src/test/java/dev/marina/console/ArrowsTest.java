package dev.marina.console;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ArrowsTest {

    private static JavaClasses classes;

    @BeforeAll
    static void read() {
        classes = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("dev.marina.console");
    }

    @Test
    void nobodyOpensAConnectionOfItsOwnToACluster() {
        noClasses().should().dependOnClassesThat().haveNameMatching("io.fabric8.kubernetes.client.(KubernetesClient.*|Config|ConfigBuilder)").check(classes);
    }

    @Test
    void onlyRestLoginAndKubeSpeakHttp() {
        noClasses().that().resideOutsideOfPackages("..rest..", "..login..", "..kube..")
                .should().dependOnClassesThat().resideInAPackage("java.net.http..").check(classes);
    }

    @Test
    void nobodyKeepsThreadsThatTheServerDoesNotKnow() {
        noClasses().should().dependOnClassesThat().haveFullyQualifiedName("java.util.concurrent.Executors").check(classes);
    }

    @Test
    void whatDecidesKnowsNoComponents() {
        noClasses().that().resideInAnyPackage("..feed..", "..kube..", "..rest..", "..settings..")
                .should().dependOnClassesThat().resideInAPackage("com.vaadin..").check(classes);
    }

    @Test
    void feedsKnowNeitherClusterNorPage() {
        noClasses().that().resideInAPackage("..feed..")
                .should().dependOnClassesThat().resideInAnyPackage("..kube..", "..kind..", "..cluster..", "..shell..", "..login..").check(classes);
    }

    @Test
    void pagesOfAClusterKnowNoKinds() {
        noClasses().that().resideInAPackage("..cluster..").should().dependOnClassesThat().resideInAPackage("..kind..").check(classes);
    }
}
