package dev.marina.launcher.supervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.marina.launcher.process.ProcessId;

class ProcessRecordsTest {
    @TempDir
    private Path directory;

    @Test
    void theNextSupervisorFindsWhatTheLastOneWrote() {
        Path file = directory.resolve("processes.json");
        ProcessRecord record = new ProcessRecord(new ProcessId(42, 1000, "boot"), "fingerprint", 5);
        ProcessRecords first = new ProcessRecords(file);
        first.put("etcd", record);
        first.put("payara", record);
        first.remove("payara");

        ProcessRecords second = new ProcessRecords(file);

        assertEquals(Optional.of(record), second.find("etcd"));
        assertEquals(Optional.empty(), second.find("payara"));
    }
}
