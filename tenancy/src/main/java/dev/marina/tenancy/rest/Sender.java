package dev.marina.tenancy.rest;

import dev.marina.tenancy.settings.Settings;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/// Whose request it is, before anything is known of the person.
final class Sender {

    private static final int GROUPS_OF_A_NETWORK = 4;

    private final Settings settings;

    Sender(Settings settings) {
        this.settings = settings;
    }

    /// The console asks in the name of a browser; it alone may say which, and proves itself by its secret.
    String address(HttpServletRequest request) {
        String forwarded = request.getHeader("Marina-Forwarded-For");
        String secret = request.getHeader("Marina-Console-Secret");
        boolean console = forwarded != null && secret != null && MessageDigest.isEqual(
                secret.getBytes(StandardCharsets.UTF_8), settings.consoleSecret().getBytes(StandardCharsets.UTF_8));
        // The front says whom it speaks for and lets nobody else say so; without it the caller is at the other end.
        String fronted = request.getHeader("X-Forwarded-For");
        return console ? forwarded : fronted != null ? fronted : request.getRemoteAddr();
    }

    /// The address, or of IPv6 the /64: one subscriber has all of it.
    String network(HttpServletRequest request) {
        return network(address(request));
    }

    static String network(String address) {
        if (!address.contains(":")) {
            return address;
        }
        int zone = address.indexOf('%');
        String text = zone < 0 ? address : address.substring(0, zone);
        int gap = text.indexOf("::");
        String[] head = (gap < 0 ? text : text.substring(0, gap)).split(":");
        StringBuilder network = new StringBuilder();
        for (int i = 0; i < GROUPS_OF_A_NETWORK; i++) {
            // What the gap stands for is nought; it may begin within the network part.
            network.append(i < head.length && !head[i].isEmpty() ? Integer.parseInt(head[i], 16) : 0).append(':');
        }
        return network.toString();
    }
}
