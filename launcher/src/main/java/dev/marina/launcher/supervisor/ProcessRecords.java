package dev.marina.launcher.supervisor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import com.fasterxml.jackson.core.type.TypeReference;

import dev.marina.launcher.Json;

/// The processes of an installation on disk, so that whoever comes after a dead supervisor finds them. Written before anything
/// depends on the process, since a process that nobody remembers cannot be stopped.
public final class ProcessRecords {
    private final Path file;
    private final Map<String, ProcessRecord> records;

    public ProcessRecords(Path file) {
        this.file = file;
        this.records = new TreeMap<>(Files.exists(file) ? Json.read(file, new TypeReference<Map<String, ProcessRecord>>() {}) : Map.of());
    }

    public synchronized Optional<ProcessRecord> find(String component) {
        return Optional.ofNullable(records.get(component));
    }

    synchronized void put(String component, ProcessRecord record) {
        records.put(component, record);
        Json.writeJson(file, records);
    }

    synchronized void remove(String component) {
        if (records.remove(component) != null) {
            Json.writeJson(file, records);
        }
    }
}
