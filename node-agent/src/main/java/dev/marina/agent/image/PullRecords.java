package dev.marina.agent.image;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marina.agent.runtime.ContainerImages.Login;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Who may run which image of the engine, which all tenants of the machine share: an image that could be pulled without a login is
/// everybody's; one that a pod pulled with a Secret is for pods of that cluster that have the same Secret, or the same login in
/// another. One small file per image, so that it survives a restart. Kubernetes' kubelet keeps the same records for one cluster.
///
/// Thread-safe.
public final class PullRecords {

    private static final ObjectMapper JSON = new ObjectMapper();

    /// @param grants with what, and by which cluster, it was pulled
    private record Entry(String image, boolean everybodys, Set<String> grants) {}

    private final Path directory;

    public PullRecords(Path directory) {
        this.directory = directory;
        try {
            Files.createDirectories(directory);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    synchronized void pulledByAnybody(String image) {
        write(new Entry(image, true, read(image).map(Entry::grants).orElse(Set.of())));
    }

    synchronized void pulledWith(String image, String cluster, PullSecret secret, Login login) {
        Optional<Entry> known = read(image);
        Set<String> grants = new TreeSet<>(known.map(Entry::grants).orElse(Set.of()));
        grants.add(bySecret(cluster, secret));
        grants.add(byLogin(cluster, login));
        write(new Entry(image, known.map(Entry::everybodys).orElse(false), grants));
    }

    /// From the platform's own registry, where a cluster reads what is its tenant's, whoever in it asks. That it has the same image under another name says
    /// nothing of this one: nobody is to learn what lies in another tenant's repository.
    synchronized void pulledByCluster(String image, String cluster, String repository) {
        Optional<Entry> known = read(image);
        Set<String> grants = new TreeSet<>(known.map(Entry::grants).orElse(Set.of()));
        grants.add(byPlatform(cluster, repository));
        write(new Entry(image, known.map(Entry::everybodys).orElse(false), grants));
    }

    boolean permitsCluster(String image, String cluster, String repository) {
        return read(image).map(Entry::grants).orElse(Set.of()).contains(byPlatform(cluster, repository));
    }

    private static String byPlatform(String cluster, String repository) {
        return "%s platform %s".formatted(cluster, repository);
    }

    boolean isEverybodys(String image) {
        return read(image).map(Entry::everybodys).orElse(false);
    }

    boolean permits(String image, String cluster, List<PullSecret> secrets) {
        Set<String> grants = read(image).map(Entry::grants).orElse(Set.of());
        return secrets.stream().anyMatch(secret -> grants.contains(bySecret(cluster, secret))
                || secret.logins().values().stream().anyMatch(login -> grants.contains(byLogin(cluster, login))));
    }

    /// Forgets what is said of images that are not there any more.
    public synchronized void keepOnly(Set<String> images) {
        try (Stream<Path> files = Files.list(directory)) {
            Set<String> names = new TreeSet<>();
            images.forEach(image -> names.add(file(image).getFileName().toString()));
            for (Path file : files.filter(file -> !names.contains(file.getFileName().toString())).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String bySecret(String cluster, PullSecret secret) {
        return "%s secret %s/%s %s".formatted(cluster, secret.namespace(), secret.name(), secret.uid());
    }

    /// The login itself is not kept.
    private static String byLogin(String cluster, Login login) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : List.of(cluster, login.user(), login.password(), login.identityToken())) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
                digest.update(bytes);
            }
            return "%s login %s".formatted(cluster, HexFormat.of().formatHex(digest.digest()));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private Optional<Entry> read(String image) {
        try {
            return Optional.of(JSON.readValue(Files.readAllBytes(file(image)), Entry.class));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot read who may run image " + image, failure);
        }
    }

    private void write(Entry entry) {
        Path file = file(entry.image);
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.write(fresh, JSON.writeValueAsBytes(entry));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot note who may run image " + entry.image, failure);
        }
    }

    private Path file(String image) {
        return directory.resolve(image.replace(':', '-') + ".json");
    }
}
