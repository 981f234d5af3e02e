package dev.marina.tenancy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.marina.tenancy.tenant.Tenants;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ArrowsTest {

    private static JavaClasses classes;

    @BeforeAll
    static void read() {
        classes = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("dev.marina.tenancy");
    }

    @Test
    void onlyIdentityTalksToKeycloak() {
        noClasses().that().resideOutsideOfPackage("..identity..")
                .should().dependOnClassesThat().resideInAnyPackage("org.keycloak..", "org.jboss.resteasy..").check(classes);
    }

    @Test
    void onlyManagementTalksToKubernetes() {
        noClasses().that().resideOutsideOfPackage("..management..")
                .should().dependOnClassesThat().resideInAnyPackage("io.fabric8..").check(classes);
    }

    @Test
    void onlyRestKnowsHttpServing() {
        noClasses().that().resideOutsideOfPackages("..rest..", "..identity..")
                .should().dependOnClassesThat().resideInAnyPackage("jakarta.ws.rs..", "jakarta.servlet..").check(classes);
    }

    @Test
    void nobodyCallsRestClasses() {
        noClasses().that().resideOutsideOfPackage("..rest..")
                .should().dependOnClassesThat().resideInAPackage("..tenancy.rest..").check(classes);
    }

    /// What runs there holds a row and a connection of the pool: whoever waits for somebody else then keeps them from all tenants.
    @Test
    void nobodyIsCalledWhileATenantIsLocked() {
        classes().that(callAlone()).should(onlyCallThePlatformsOwnDatabase()).check(classes);
    }

    private static DescribedPredicate<JavaClass> callAlone() {
        return DescribedPredicate.describe("lock a tenant",
                all -> all.getMethodCallsFromSelf().stream()
                        .anyMatch(call -> call.getTargetOwner().isEquivalentTo(Tenants.class) && call.getName().equals("alone")));
    }

    private static ArchCondition<JavaClass> onlyCallThePlatformsOwnDatabase() {
        return new ArchCondition<>("call in lambdas only what is in the database") {
            @Override
            public void check(JavaClass locking, ConditionEvents events) {
                locking.getMethodCallsFromSelf().stream().filter(JavaAccess::isDeclaredInLambda).filter(call -> !local(locking, call.getTargetOwner()))
                        .forEach(call -> events.add(SimpleConditionEvent.violated(call, call.getDescription())));
            }
        };
    }

    private static boolean local(JavaClass locking, JavaClass called) {
        return called.equals(locking) || called.getPackageName().startsWith("java.")
                || Stream.of("tenant", "problem").anyMatch(part -> called.getPackageName().equals("dev.marina.tenancy." + part));
    }

    @Test
    void noCycles() {
        slices().matching("dev.marina.tenancy.(*)..").should().beFreeOfCycles().check(classes);
    }
}
