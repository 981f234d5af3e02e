package dev.marina.launcher.guest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Pattern;

import dev.marina.launcher.component.Trees;
import dev.marina.launcher.process.Command;

/// All that the guest has: a Java runtime with the libraries that it is linked to, BusyBox, the tests, and the first process,
/// which runs them and says how that ended. It lives in memory; there is no disk.
record GuestDisk(Path file) {
    private static final String MODULES = "java.base,java.logging,java.management,java.naming,java.xml,jdk.unsupported,jdk.zipfs";
    private static final Pattern LIBRARY = Pattern.compile("(?m)(?:=>)?\\s(/\\S+) \\(0x");
    /// The emulated processor takes minutes for what starts in a second here; see [#train].
    private static final List<String> JAVA = List.of("/java/bin/java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m");
    private static final String CACHE = "/app/started.aot";
    private static final String INIT = """
            #!/bin/busybox sh
            /bin/busybox --install -s /bin
            export PATH=/bin
            mount -t proc proc /proc
            mount -t sysfs sys /sys
            mount -t devtmpfs dev /dev
            mount -t cgroup2 cgroup2 /sys/fs/cgroup
            echo "guest: Linux $(uname -r), control groups of version 2"
            %s
            echo "%s$?"
            poweroff -f
            """;

    /// @param classPath of the tests
    /// @param training arguments of JUnit's console launcher with which it starts here
    /// @param arguments with which it starts in the guest
    /// @param endMark what the guest says before the launcher's exit code
    static GuestDisk make(Path directory, List<Path> classPath, List<String> training, List<String> arguments, String endMark)
            throws IOException, InterruptedException {
        Path root = directory.resolve("root");
        Trees.delete(root);
        for (String empty : List.of("bin", "dev", "etc", "proc", "sys", "tmp", "app")) {
            Files.createDirectories(root.resolve(empty));
        }
        addRuntime(root);
        Files.copy(Path.of("/usr/bin/busybox"), root.resolve("bin/busybox"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.writeString(root.resolve("etc/passwd"), "root:x:0:0:root:/:/bin/sh\n");
        StringBuilder inside = new StringBuilder();
        for (int i = 0; i < classPath.size(); i++) {
            String name = "/app/%d.jar".formatted(i);
            addClasses(classPath.get(i), root.resolve(name.substring(1)));
            inside.append(i == 0 ? "" : ":").append(name);
        }
        train(root, command("-XX:AOTCacheOutput=" + CACHE, inside.toString(), training));
        Path init = Files.writeString(root.resolve("init"), INIT.formatted(command("-XX:AOTCache=" + CACHE, inside.toString(), arguments), endMark));
        Files.setPosixFilePermissions(init, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path file = directory.resolve("initramfs");
        Command.of("sh", "-c", "find . | busybox cpio -o -H newc > " + file.toAbsolutePath()).in(root).require();
        return new GuestDisk(file);
    }

    private static void addRuntime(Path root) throws IOException, InterruptedException {
        Path java = root.resolve("java");
        Command.of(Path.of(System.getProperty("java.home"), "bin", "jlink").toString(), "--add-modules", MODULES, "--strip-debug", "--no-header-files",
                "--no-man-pages", "--output", java.toString()).require();
        for (String binary : List.of("bin/java", "lib/server/libjvm.so", "lib/libnio.so", "lib/libnet.so", "lib/libzip.so")) {
            for (String library : libraries(Command.of("ldd", java.resolve(binary).toString()).require())) {
                Path inside = root.resolve(library.substring(1));
                if (!Path.of(library).normalize().startsWith(root) && Files.notExists(inside)) {
                    Files.createDirectories(inside.getParent());
                    Files.copy(Path.of(library), inside, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }

    /// @param ldd what the program of that name says
    static List<String> libraries(String ldd) {
        return LIBRARY.matcher(ldd).results().map(found -> found.group(1)).toList();
    }

    /// The cache of a started JVM knows no directories of classes, so that they are packed.
    private static void addClasses(Path from, Path jar) throws IOException, InterruptedException {
        if (Files.isDirectory(from)) {
            Command.of(Path.of(System.getProperty("java.home"), "bin", "jar").toString(), "--create", "--file", jar.toString(), "-C", from.toString(), ".")
                    .require();
        } else {
            Files.copy(from, jar);
        }
    }

    private static String command(String cache, String classPath, List<String> arguments) {
        return "%s %s -cp %s org.junit.platform.console.ConsoleLauncher execute %s".formatted(String.join(" ", JAVA), cache, classPath,
                String.join(" ", arguments));
    }

    /// Starts the launcher once on this machine's processor, in the guest's tree, and keeps what the JVM had loaded and linked by then.
    private static void train(Path root, String command) throws IOException, InterruptedException {
        Command.of("unshare", "--mount", "sh", "-c", "mount -t proc proc proc && exec chroot . " + command).in(root).require();
    }
}
