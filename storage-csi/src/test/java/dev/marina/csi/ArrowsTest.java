package dev.marina.csi;

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
        classes = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("dev.marina.csi");
    }

    @Test
    void volumesKnowNothingOfTheProtocol() {
        noClasses().that().resideInAPackage("dev.marina.csi.volume").should().dependOnClassesThat()
                .resideInAnyPackage("io.grpc..", "dev.marina.csi.rpc", "dev.marina.csi.v1").check(classes);
    }

    @Test
    void driverKnowsNothingOfMarina() {
        noClasses().should().dependOnClassesThat().resideInAnyPackage("dev.marina.agent..", "dev.marina.model..", "dev.marina.net..").check(classes);
    }

    @Test
    void noRpcServesItself() {
        noClasses().that().resideInAPackage("dev.marina.csi.rpc").should().dependOnClassesThat().haveFullyQualifiedName("dev.marina.csi.CsiDriver")
                .check(classes);
    }
}
