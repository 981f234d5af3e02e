package dev.marina.examples.images;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import dev.marina.launcher.images.Images;
import dev.marina.launcher.instance.Instance;

/// All images that there are recipes for: the installation's own and those of the examples.
public final class ExampleImages {
    /// The installation's own, as builds name it: `java-25`.
    private static final int OWN_JAVA = Runtime.version().feature();
    /// What programs may expect of a Java that is installed.
    private static final String JAVA_TO_RUN = "java.se,jdk.unsupported,jdk.crypto.ec,jdk.zipfs,jdk.net,jdk.httpserver,jdk.management,jdk.localedata,jdk.charsets"
            + ",jdk.naming.dns,jdk.jfr,jdk.jcmd,jdk.attach,jdk.sctp,jdk.security.auth";

    public static Images of(Instance instance) {
        Path examples = instance.layout().root().resolve("examples");
        return new Images(instance, List.of(
                new DebianRecipe(),
                new ProgramRecipe("build", examples.resolve("build"), Optional.of(instance.layout().root().resolve("builds/target")),
                        "java.base,java.logging,java.sql,java.xml,jdk.unsupported",
                        instance.runDir()),
                new DockerfileRecipe("build-run", Optional.of(DebianRecipe.NAME), examples.resolve("build-run"), instance.runDir()),
                new DockerfileRecipe("java", Optional.of(DebianRecipe.NAME), examples.resolve("bases/java"), instance.runDir()),
                new DockerfileRecipe("node", Optional.of(DebianRecipe.NAME), examples.resolve("bases/node"), instance.runDir()),
                new DockerfileRecipe("python", Optional.of(DebianRecipe.NAME), examples.resolve("bases/python"), instance.runDir()),
                new DockerfileRecipe("maven", Optional.of(DebianRecipe.NAME), examples.resolve("bases/maven"), instance.runDir()),
                new ProgramRecipe("java-" + OWN_JAVA, examples.resolve("bases/own-java"), Optional.empty(), JAVA_TO_RUN, instance.runDir()),
                new ProgramRecipe("maven-" + OWN_JAVA, examples.resolve("bases/own-maven"), Optional.empty(),
                        JAVA_TO_RUN + ",jdk.compiler,jdk.jartool,jdk.javadoc,jdk.jdeps",
                        instance.runDir()),
                new DockerfileRecipe("npm", Optional.of(DebianRecipe.NAME), examples.resolve("bases/npm"), instance.runDir()),
                new DockerfileRecipe("pip", Optional.of(DebianRecipe.NAME), examples.resolve("bases/pip"), instance.runDir()),
                new ProgramRecipe("shell", examples.resolve("shell"), Optional.of(examples.resolve("helm/target")),
                        "java.base,java.logging,java.sql,java.xml,jdk.unsupported",
                        instance.runDir()),
                addOn("postgresql", examples, instance),
                addOn("redis", examples, instance),
                addOn("mariadb-server", examples, instance),
                addOn("rabbitmq", examples, instance),
                new DockerfileRecipe("mariadb", Optional.of(DebianRecipe.NAME), examples.resolve("tomcat-mysql/images/mariadb"), instance.runDir()),
                new DockerfileRecipe("tomcat-demo", Optional.of(DebianRecipe.NAME), examples.resolve("tomcat-mysql/images/tomcat-demo"), instance.runDir())));
    }

    private static DockerfileRecipe addOn(String name, Path examples, Instance instance) {
        return new DockerfileRecipe(name, Optional.of(DebianRecipe.NAME), examples.resolve("add-ons/images").resolve(name), instance.runDir());
    }

    private ExampleImages() {}
}
