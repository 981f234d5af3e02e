package dev.marina.tenancy.mail;

/// Where mail is handed in.
///
/// @param user empty: without authentication
/// @param from address that mail comes from
public record SmtpServer(String host, int port, Tls tls, String user, String password, String from) {

    public enum Tls {
        NONE, STARTTLS, TLS
    }

    @Override
    public String toString() {
        return "%s:%d tls=%s user=%s password=*** from=%s".formatted(host, port, tls, user, from);
    }
}
