package dev.marina.launcher.recovery;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Which files of an installation are in its backup, and in which order they are read while everything goes on.
///
/// Histories come before etcd: they have what has left etcd's logs, so what is in them is in etcd or was before, and never something that the restored
/// etcd is yet to do. Tenants' backups and images come after it: what etcd says is there has been written before.
final class BackupPlan {
    /// @param path below the installation's directory, a file or a whole tree
    /// @param before of etcd's snapshot; else after it
    record Part(String path, boolean before) {}

    static final String KEYS = "pki/encryption-keys";

    static final List<Part> PARTS = List.of(
            new Part("data/control-plane/history", true),
            new Part("data/control-plane/audit", false),
            new Part("data/control-plane/backups", false),
            // What points to content is written after it, and so read before it.
            new Part("data/registry", false),
            new Part("data/mail", false),
            new Part("pki", false),
            new Part("internal", false),
            new Part("instance", false),
            new Part("instance.json", false),
            new Part("settings.json", false),
            new Part("secrets.json", false));

    /// Without which nothing can be restored.
    static final List<String> NEEDED = List.of("instance", "instance.json", "settings.json", "secrets.json", "pki/ca.pem", "pki/ca-key.pem");

    static final List<String> LEFT_OUT = List.of(
            "what is in tenants' volumes: their own backups have it (docs/backups.md), and those are here",
            "nodes' disks, containers and images that pods pulled: nodes are made anew, and pods run again",
            "certificates and keys that settings name outside of the installation's directory",
            "logs of the parts, and what can be made again");

    private static final String WITHOUT_KEYS = "the wrapping keys, " + KEYS + ": without them nobody reads this backup's Secrets, and nothing can be restored";

    static List<Part> before() {
        return PARTS.stream().filter(Part::before).toList();
    }

    static List<Part> after() {
        return PARTS.stream().filter(part -> !part.before()).toList();
    }

    static List<String> leftOut(boolean withKeys) {
        List<String> all = new ArrayList<>(LEFT_OUT);
        if (!withKeys) {
            all.addFirst(WITHOUT_KEYS);
        }
        return all;
    }

    /// Of what was left out, what a restore has from nowhere else.
    static List<String> lost(List<String> leftOut) {
        return leftOut.stream().filter(what -> !what.equals(WITHOUT_KEYS)).toList();
    }

    /// Whether a backup may have a file of this path.
    static boolean has(String path) {
        if (path.equals(Manifest.DATABASE) || path.equals(Manifest.STORE) || path.equals(Manifest.KEYS)) {
            return true;
        }
        String home = Manifest.HOME + "/";
        if (!path.startsWith(home) || Arrays.stream(path.split("/", -1)).anyMatch(name -> name.isEmpty() || name.equals(".") || name.equals(".."))
                || path.indexOf('\0') >= 0) {
            return false;
        }
        String inHome = path.substring(home.length());
        // The wrapping keys are here too, and for a moment copies of them under other names.
        return (!inHome.startsWith("pki/") || inHome.matches("pki/[^/]+\\.(pem|kubeconfig)"))
                && PARTS.stream().anyMatch(part -> inHome.equals(part.path()) || inHome.startsWith(part.path() + "/"));
    }

    private BackupPlan() {}
}
