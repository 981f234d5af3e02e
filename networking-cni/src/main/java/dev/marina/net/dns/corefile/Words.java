package dev.marina.net.dns.corefile;

import java.net.InetAddress;
import java.util.Locale;
import java.util.regex.Pattern;

/// Single words of a Corefile.
final class Words {

    private static final Pattern DOMAIN = Pattern.compile("(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\\.)*");
    private static final int LONGEST_DOMAIN = 254;
    private static final Pattern ADDRESS = Pattern.compile("[0-9]{1,3}(?:\\.[0-9]{1,3}){3}|[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*");
    private static final int DIGITS = 10;

    private Words() {}

    /// In lower case, with the dot at its end.
    static String domain(String word, int line) throws CorefileFault {
        if (word.contains("/")) {
            throw new CorefileFault(line, "'%s': write a network's reverse zone as a domain, such as 0.0.10.in-addr.arpa".formatted(word));
        }
        String name = word.endsWith(".") ? word : word + ".";
        if (word.isEmpty() || name.length() > LONGEST_DOMAIN || !name.equals(".") && !DOMAIN.matcher(name).matches()) {
            throw new CorefileFault(line, "'%s' is no domain name".formatted(shown(word)));
        }
        return name.toLowerCase(Locale.ROOT);
    }

    /// As much of it as people read.
    static String shown(String word) {
        return word.length() > LONGEST_DOMAIN ? word.substring(0, LONGEST_DOMAIN) + "…" : word;
    }

    /// Asks nobody.
    static boolean isAddress(String word) {
        if (!ADDRESS.matcher(word).matches()) {
            return false;
        }
        try {
            InetAddress.ofLiteral(word);
            return true;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    static long number(String word, long least, long most, int line, String right) throws CorefileFault {
        boolean digits = !word.isEmpty() && word.length() <= DIGITS && word.chars().allMatch(character -> character >= '0' && character <= '9');
        long number = digits ? Long.parseLong(word) : -1;
        if (number < least || number > most) {
            throw new CorefileFault(line, "'%s': %s".formatted(word, right));
        }
        return number;
    }
}
