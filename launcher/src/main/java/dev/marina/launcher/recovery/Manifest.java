package dev.marina.launcher.recovery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import dev.marina.launcher.Complaint;
import dev.marina.launcher.Json;

/// What is in a backup of the platform. It is written last, so a directory without one is no backup.
///
/// @param format of the backup
/// @param marina version of the platform
/// @param taken when it was begun
/// @param databaseAt of when the database is, and `storeAt` the store, `storeRevision` etcd's own number of that moment
/// @param versions of the servers whose data it is
/// @param withKeys whether the wrapping keys are in it
/// @param keys the wrapping keys that it takes to read it: their ids, and SHA-256 of their lines
/// @param tenants of the database; `storeTenants` those that the store knows
/// @param clusters of the store, as `tenant/cluster`
/// @param leftOut what is not in it and why
record Manifest(int format, String marina, String instance, String taken, String databaseAt, String storeAt, long storeRevision, Map<String, String> versions,
        boolean withKeys, Map<String, String> keys, List<String> tenants, List<String> storeTenants, List<String> clusters, List<String> leftOut,
        List<Item> files) {
    static final String NAME = "manifest.json";
    static final String DATABASE = "postgresql.dump";
    static final String STORE = "etcd.snapshot";
    static final String KEYS = "encryption-keys";
    /// Below it files have the paths that they had in the installation's directory.
    static final String HOME = "home";
    static final int FORMAT = 1;

    /// @param path with slashes, from the backup's directory on
    record Item(String path, long bytes, String sha256) {}

    Manifest {
        versions = Map.copyOf(versions);
        keys = Map.copyOf(keys);
        tenants = List.copyOf(tenants);
        storeTenants = List.copyOf(storeTenants);
        clusters = List.copyOf(clusters);
        leftOut = List.copyOf(leftOut);
        files = List.copyOf(files);
    }

    void write(Path backup) {
        Json.writeJson(backup.resolve(NAME), this);
    }

    /// Complains about what is no backup, not a whole one, or of another version.
    static Manifest read(Path backup, String version) throws IOException {
        Path file = backup.resolve(NAME);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new Complaint("%s is no whole backup: it has no %s".formatted(backup, NAME));
        }
        return parse(file, Files.readString(file), version);
    }

    static Manifest parse(Path file, String text, String version) {
        try {
            JsonNode read = Json.JSON.readTree(text);
            if (read.path("format").asInt() != FORMAT) {
                throw new Complaint("%s is of format '%s'; this version reads %d".formatted(file, read.path("format").asText(), FORMAT));
            }
            if (!read.path("marina").asText().equals(version)) {
                throw new Complaint(
                        "%s is of Marina '%s', and this is %s. Restore it with that version, then update".formatted(file, read.path("marina").asText(),
                                version));
            }
            Manifest manifest = Json.JSON.treeToValue(read, Manifest.class);
            manifest.complaint().ifPresent(wrong -> {
                throw new Complaint(file + " " + wrong);
            });
            return manifest;
        } catch (JsonProcessingException | NullPointerException e) {
            throw new Complaint("%s cannot be read; it was cut or changed".formatted(file), e);
        }
    }

    /// Files that no backup of this format has, and files that each has.
    private Optional<String> complaint() {
        if (!instance.matches("[0-9a-f]{6}")) {
            return Optional.of("is of an installation '%s', which is no id of one".formatted(instance));
        }
        Set<String> seen = new HashSet<>();
        for (Item item : files) {
            if (!BackupPlan.has(item.path())) {
                return Optional.of("names the file '%s', which no backup has".formatted(item.path()));
            }
            if (!seen.add(item.path())) {
                return Optional.of("names the file '%s' twice".formatted(item.path()));
            }
            if (item.bytes() < 0 || !item.sha256().matches("[0-9a-f]{64}")) {
                return Optional.of("has no size or SHA-256 of '%s'".formatted(item.path()));
            }
        }
        List<String> needed = new ArrayList<>(List.of(DATABASE, STORE));
        BackupPlan.NEEDED.forEach(path -> needed.add(HOME + "/" + path));
        if (withKeys) {
            needed.add(KEYS);
        }
        return needed.stream().filter(path -> !seen.contains(path)).findFirst().map("has no file '%s'"::formatted);
    }

    Optional<Item> find(String path) {
        return files.stream().filter(item -> item.path().equals(path)).findFirst();
    }

    long bytes() {
        return files.stream().mapToLong(Item::bytes).sum();
    }

    Instant takenAt() {
        return Instant.parse(taken);
    }
}
