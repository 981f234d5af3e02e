package dev.marina.apiserver.pki;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

/// A distinguished name as Kubernetes reads it: CN is the user, every O a group.
///
/// @param uid of a person; "" in certificates from before they had one, and of all others
public record Subject(String commonName, String uid, List<String> organizations, String unit) {

    public static Subject of(X509Certificate certificate) {
        return of(certificate.getSubjectX500Principal());
    }

    public static Subject of(X500Principal principal) {
        try {
            String commonName = "";
            String uid = "";
            String unit = "";
            List<String> organizations = new ArrayList<>();
            for (Rdn rdn : new LdapName(principal.getName(X500Principal.RFC2253)).getRdns()) {
                String value = rdn.getValue() instanceof String text ? text : "";
                switch (rdn.getType().toUpperCase(java.util.Locale.ROOT)) {
                    case "CN" -> commonName = value;
                    case "UID" -> uid = value;
                    case "OU" -> unit = value;
                    case "O" -> organizations.add(value);
                    default -> {
                    }
                }
            }
            return new Subject(commonName, uid, List.copyOf(organizations), unit);
        } catch (InvalidNameException e) {
            return new Subject("", "", List.of(), "");
        }
    }
}
