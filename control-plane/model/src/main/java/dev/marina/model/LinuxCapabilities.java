package dev.marina.model;

import java.util.Locale;
import java.util.Set;

/// What a container of a tenant may have of root's powers on a machine that it shares with other tenants. One list for those who
/// refuse a pod and those who run it.
public final class LinuxCapabilities {

    /// What container engines give by default, without making device nodes and writing to the machine's audit log.
    public static final Set<String> DEFAULT = Set.of("CHOWN", "DAC_OVERRIDE", "FSETID", "FOWNER", "NET_RAW", "SETGID", "SETUID", "SETFCAP",
            "SETPCAP", "NET_BIND_SERVICE", "SYS_CHROOT", "KILL");
    /// What a pod may ask for: nothing that reaches beyond its own namespaces.
    public static final Set<String> GRANTABLE = Set.of("NET_ADMIN", "NET_BROADCAST", "SYS_PTRACE", "IPC_LOCK", "IPC_OWNER", "LEASE");
    /// Stands for all that can be had.
    public static final String ALL = "ALL";

    private static final String PREFIX = "CAP_";

    private LinuxCapabilities() {}

    /// The name as Kubernetes writes it.
    public static String plain(String capability) {
        String name = capability.toUpperCase(Locale.ROOT);
        return name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
    }

    /// @param hostNetwork the pod shares its node's network, which is not its own to rearrange
    public static boolean grantable(String capability, boolean hostNetwork) {
        String name = plain(capability);
        boolean ofTheNode = hostNetwork && name.equals("NET_ADMIN");
        return name.equals(ALL) || !ofTheNode && (DEFAULT.contains(name) || GRANTABLE.contains(name));
    }
}
