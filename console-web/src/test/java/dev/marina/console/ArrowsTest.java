package dev.marina.console;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.marina.console", importOptions = ImportOption.DoNotIncludeTests.class)
class ArrowsTest {

    @ArchTest
    static final ArchRule ONLY_KUBE_OPENS_CONNECTIONS_TO_CLUSTERS = noClasses().that().resideOutsideOfPackage("..kube..")
            .should().dependOnClassesThat().haveNameMatching("io.fabric8.kubernetes.client.(KubernetesClientBuilder|Config|ConfigBuilder)");

    @ArchTest
    static final ArchRule ONLY_REST_AND_LOGIN_SPEAK_HTTP = noClasses().that().resideOutsideOfPackages("..rest..", "..login..")
            .should().dependOnClassesThat().resideInAPackage("java.net.http..");

    @ArchTest
    static final ArchRule WHAT_DECIDES_KNOWS_NO_COMPONENTS = noClasses().that().resideInAnyPackage("..kube..", "..rest..", "..settings..")
            .should().dependOnClassesThat().resideInAPackage("com.vaadin..");
}
