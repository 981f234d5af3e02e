package dev.marina.scheduler;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArrowsTest {

    private static final JavaClasses CLASSES = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.marina.scheduler");

    @Test
    void pluginsDecideAndDoNotWrite() {
        noClasses().that().resideInAPackage("dev.marina.scheduler.plugin")
                .should().dependOnClassesThat().haveFullyQualifiedName("dev.marina.api.ClusterClient")
                .orShould().dependOnClassesThat().haveFullyQualifiedName("dev.marina.controllers.engine.Writes").check(CLASSES);
    }

    @Test
    void rulesLiveInThePluginPackage() {
        classes().that().implement(SchedulerPlugin.class).and().areNotInterfaces().should().resideInAPackage("dev.marina.scheduler.plugin").check(CLASSES);
    }

    @Test
    void theSchedulerDoesNotKnowTheServerOrTheStorage() {
        noClasses().should().dependOnClassesThat().resideInAnyPackage("dev.marina.apiserver..", "dev.marina.store.etcd..", "dev.marina.store.backend..")
                .check(CLASSES);
    }
}
