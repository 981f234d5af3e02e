package dev.marina.store;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArrowsTest {

    private static final JavaClasses CLASSES = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.marina.store");

    @Test
    void only_one_package_knows_etcd() {
        noClasses().that().resideOutsideOfPackage("dev.marina.store.etcd")
                .should().dependOnClassesThat().resideInAnyPackage("io.etcd..", "io.grpc..", "com.google.protobuf..", "io.netty..").check(CLASSES);
    }

    @Test
    void backends_know_nothing_of_clusters() {
        noClasses().that().resideInAnyPackage("dev.marina.store.backend", "dev.marina.store.etcd")
                .should().dependOnClassesThat().resideInAnyPackage("dev.marina.store", "dev.marina.api").check(CLASSES);
    }

    @Test
    void trees_know_nothing_at_all() {
        noClasses().that().resideInAPackage("dev.marina.store.tree")
                .should().dependOnClassesThat().resideInAnyPackage("dev.marina.store", "dev.marina.store.backend", "dev.marina.api").check(CLASSES);
    }
}
