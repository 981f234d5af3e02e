package dev.marina.launcher.account;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import com.fasterxml.jackson.core.type.TypeReference;

import dev.marina.launcher.Json;
import dev.marina.launcher.process.Command;
import dev.marina.launcher.process.UserProcesses;

/// The users of one installation, as `accounts.json` under its directory remembers them.
public record Accounts(Map<String, Account> byPart) {
    private static final Path PASSWD = Path.of("/etc/passwd");
    private static final Path LOCK = Path.of("/run/lock/marina-accounts");

    public Accounts {
        byPart = Map.copyOf(byPart);
    }

    public static Accounts load(Path file) {
        return new Accounts(Files.exists(file) ? Json.read(file, new TypeReference<Map<String, Account>>() {}) : Map.of());
    }

    public Account of(Part part) {
        Account account = byPart.get(part.key());
        if (account == null) {
            throw new IllegalStateException("the installation has no user for %s yet".formatted(part.key()));
        }
        return account;
    }

    /// Makes the users that are missing. May be called any number of times; who has been made once keeps his numbers, since files
    /// carry them.
    public static Accounts ensure(Path file, String instanceId) throws IOException, InterruptedException {
        Accounts kept = load(file);
        Map<String, Account> accounts = new TreeMap<>();
        for (Part part : Part.values()) {
            String name = part.userName(instanceId);
            Optional<Account> present = find(name, Files.readAllLines(PASSWD));
            if (present.isEmpty()) {
                alone(create(name, Optional.ofNullable(kept.byPart.get(part.key()))));
                present = find(name, Files.readAllLines(PASSWD));
            }
            accounts.put(part.key(), present.orElseThrow(() -> new IOException("useradd made no user " + name)));
        }
        if (!accounts.equals(kept.byPart)) {
            Json.writeJson(file, accounts);
        }
        return new Accounts(accounts);
    }

    /// Takes the users of an installation away, with whatever still runs as them. May be called any number of times.
    public static void remove(String instanceId) throws IOException, InterruptedException {
        for (Part part : Part.values()) {
            Optional<Account> account = find(part.userName(instanceId), Files.readAllLines(PASSWD));
            if (account.isPresent()) {
                new UserProcesses(account.get().user()).end();
                // Without force the dead whom nobody has reaped yet would keep their user.
                alone(Command.of("userdel", "--force", account.get().name()));
            }
        }
    }

    private static Command create(String name, Optional<Account> before) {
        List<String> words = new ArrayList<>(List.of("useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent",
                "--shell", "/usr/sbin/nologin", "--comment", "Marina"));
        // The directory may outlive the machine's list of users, as in a container that is made anew.
        before.ifPresent(account -> words.addAll(List.of("--uid", Integer.toString(account.user()))));
        words.add(name);
        return Command.of(words);
    }

    /// `useradd` gives up when another one is at work; several installations may start at once.
    private static void alone(Command command) throws IOException, InterruptedException {
        try (FileChannel channel = FileChannel.open(LOCK, StandardOpenOption.CREATE, StandardOpenOption.WRITE); FileLock lock = channel.lock()) {
            if (!lock.isValid()) {
                throw new IOException("lost the lock on " + LOCK);
            }
            command.require();
        }
    }

    /// @param passwd lines such as `name:x:uid:gid:comment:home:shell`
    static Optional<Account> find(String name, List<String> passwd) {
        return passwd.stream().map(line -> line.split(":")).filter(fields -> fields.length >= 4 && fields[0].equals(name))
                .map(fields -> new Account(name, Integer.parseInt(fields[2]), Integer.parseInt(fields[3]))).findFirst();
    }
}
