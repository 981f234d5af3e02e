package dev.marina.agent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ArrowsTest {

    private static JavaClasses classes;

    @BeforeAll
    static void read() {
        classes = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("dev.marina.agent");
    }

    @Test
    void onlyOnePackageTalksToDocker() {
        noClasses().that().resideOutsideOfPackage("dev.marina.agent.runtime").should().dependOnClassesThat().resideInAPackage("com.github.dockerjava..")
                .check(classes);
    }

    @Test
    void onlyOnePackageTalksToCriRuntimes() {
        noClasses().that().resideOutsideOfPackage("dev.marina.agent.runtime").should().dependOnClassesThat().resideInAPackage("dev.marina.cri..")
                .check(classes);
    }

    @Test
    void onlyStorageAndDriversTalkToCsiDrivers() {
        noClasses().that().resideOutsideOfPackages("dev.marina.agent.storage", "dev.marina.agent.driver").should().dependOnClassesThat()
                .resideInAPackage("dev.marina.csi..")
                .check(classes);
    }

    @Test
    void onlyDriversProbesAndRuntimesSpeakGrpc() {
        noClasses().that().resideOutsideOfPackages("dev.marina.agent.storage", "dev.marina.agent.driver", "dev.marina.agent.probe", "dev.marina.agent.runtime")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.grpc..").check(classes);
    }

    @Test
    void onlyVolumesAndDisksMountAndNobodyBindsTheKernel() {
        noClasses().that().resideOutsideOfPackages("dev.marina.agent.volume", "dev.marina.agent.disk").should().dependOnClassesThat()
                .belongToAnyOf(dev.marina.linux.Mounting.class, dev.marina.linux.Descriptors.class).check(classes);
        noClasses().should().dependOnClassesThat().resideInAPackage("java.lang.foreign..").check(classes);
    }

    /// A path would be followed as root to wherever a tenant leads it.
    @Test
    void treesAreNotWalkedByPath() {
        noClasses().should().callMethod(java.nio.file.Files.class, "walk", java.nio.file.Path.class, java.nio.file.FileVisitOption[].class)
                .orShould().callMethod(java.nio.file.Files.class, "walkFileTree", java.nio.file.Path.class, java.nio.file.FileVisitor.class).check(classes);
    }

    @Test
    void podsKnowTheApiByAnInterfaceOnly() {
        noClasses().that().resideInAnyPackage("dev.marina.agent.pod", "dev.marina.agent.volume", "dev.marina.agent.probe", "dev.marina.agent.runtime",
                "dev.marina.agent.image").should().dependOnClassesThat().haveFullyQualifiedName("io.fabric8.kubernetes.client.KubernetesClient").check(classes);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.marina.agent.(*)..").should().beFreeOfCycles().check(classes);
    }
}
