package dev.marina.launcher.component;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The script, run with a `runc` that only writes down what it is called with.
class ContainerStartTest {
    @TempDir
    Path directory;

    private Path script;
    private List<String> said = List.of();

    @BeforeEach
    void write() throws IOException {
        script = directory.resolve("runc-of-ours");
        new ContainerStart(script).write();
        new ContainerStart(script).write();
        Path runc = Files.writeString(Files.createDirectories(directory.resolve("bin")).resolve("runc"), "#!/bin/sh\nprintf '%s\\n' \"$@\"\nexit 7\n");
        Files.setPosixFilePermissions(runc, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private int run(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(Map.of("PATH", directory.resolve("bin") + ":" + System.getenv("PATH")));
        Process process = builder.start();
        said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        return process.waitFor();
    }

    private String started(String configuration) throws IOException, InterruptedException {
        Path file = Files.writeString(directory.resolve("config.json"), configuration);
        List<String> arguments = List.of("--root", "/run/x y", "create", "--bundle", directory.toString(), "--pid-file", "p", "id");
        assertEquals(7, run(arguments), said::toString);
        assertEquals(arguments, said);
        return Files.readString(file);
    }

    @Test
    void containersMayNotUseIoUring() throws Exception {
        assertEquals("{\"syscalls\":[{\"names\":[\"accept\",\"ioctl\",\"write\"],\"action\":\"ALLOW\"},{\"names\":[\"bpf\"]},{\"names\":[\"read\"]}]}",
                started("{\"syscalls\":[{\"names\":[\"accept\",\"io_uring_enter\",\"io_uring_register\",\"io_uring_setup\",\"ioctl\",\"write\"],\"action\":\"ALLOW\"},"
                        + "{\"names\":[\"bpf\"]},{\"names\":[\"read\",\"io_uring_enter\",\"io_uring_setup\"]}]}"));
    }

    @Test
    void whatATenantSaysStaysAsItIs() throws Exception {
        String configuration = "{\"args\":[\"sh\",\"io_uring_setup\",\"x\"],\"env\":[\"A=\\\"names\\\":[\\\"io_uring_setup\\\",\\\"b\\\"]\"],\"names\":[\"accept\"]}";

        assertEquals(configuration, started(configuration));
    }

    @Test
    void whatHasNoBundleIsPassedOnAndABundleThatCannotBeReadStartsNothing() throws Exception {
        assertEquals(7, run(List.of("--root", "/r", "exec", "--process", "/p", "id")));
        assertEquals(List.of("--root", "/r", "exec", "--process", "/p", "id"), said);

        assertNotEquals(7, run(List.of("create", "--bundle", directory.resolve("nothing").toString(), "id")));
    }
}
