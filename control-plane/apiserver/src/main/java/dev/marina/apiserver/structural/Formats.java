package dev.marina.apiserver.structural;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// The formats of texts that are checked; others are no rule. pkg/apiserver/validation/formats.go and kube-openapi's pkg/validation/strfmt
public final class Formats {

    private static final String HEX = "[0-9a-f]";
    private static final Map<String, Predicate<String>> TEXTS = Map.ofEntries(
            Map.entry("bsonobjectid", matching("[0-9a-fA-F]{24}")),
            Map.entry("uri", Formats::uri),
            Map.entry("email", matching("[^@\\s<>]+@[^@\\s<>]+")),
            Map.entry("hostname", Formats::hostname),
            Map.entry("ipv4", Addresses::v4),
            Map.entry("ipv6", Addresses::v6),
            Map.entry("cidr", Addresses::cidr),
            Map.entry("mac", matching(
                    "([0-9a-fA-F]{2}[:-]){5}([0-9a-fA-F]{2}[:-][0-9a-fA-F]{2}[:-])?[0-9a-fA-F]{2}|([0-9a-fA-F]{4}\\.){2}([0-9a-fA-F]{4}\\.)?[0-9a-fA-F]{4}")),
            Map.entry("uuid", uuid(HEX, HEX)),
            Map.entry("uuid3", uuid("3", HEX)),
            Map.entry("uuid4", uuid("4", "[89ab]")),
            Map.entry("uuid5", uuid("5", "[89ab]")),
            Map.entry("isbn", text -> isbn10(text) || isbn13(text)),
            Map.entry("isbn10", Formats::isbn10),
            Map.entry("isbn13", Formats::isbn13),
            Map.entry("creditcard", Formats::creditCard),
            Map.entry("ssn", matching("\\d{3}[- ]?\\d{2}[- ]?\\d{4}")),
            Map.entry("hexcolor", matching("#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})")),
            Map.entry("rgbcolor", matching(
                    "rgb\\(\\s*(0|[1-9]\\d?|1\\d\\d?|2[0-4]\\d|25[0-5])\\s*,\\s*(0|[1-9]\\d?|1\\d\\d?|2[0-4]\\d|25[0-5])\\s*,\\s*(0|[1-9]\\d?|1\\d\\d?|2[0-4]\\d|25[0-5])\\s*\\)")),
            Map.entry("byte", Formats::base64),
            Map.entry("password", _ -> true),
            Map.entry("date", Formats::date),
            Map.entry("duration", Durations::valid),
            Map.entry("datetime", Formats::dateTime),
            Map.entry("k8sshortname", matching("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")),
            Map.entry("k8slongname", text -> text.length() <= 253 && matching("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*").test(text)));

    private Formats() {}

    /// Whether the format means anything for values of this type ("" for any).
    public static boolean known(String type, String format) {
        return switch (type) {
            case "", "string" -> TEXTS.containsKey(plain(format));
            case "integer" -> Set.of("int32", "int64").contains(format);
            case "number" -> Set.of("float", "double").contains(format);
            default -> false;
        };
    }

    /// Also true for a format that is not known.
    public static boolean fits(String format, String text) {
        Predicate<String> rule = TEXTS.get(plain(format));
        return rule == null || rule.test(text);
    }

    private static String plain(String format) {
        return format.replace("-", "");
    }

    private static Predicate<String> matching(String expression) {
        com.google.re2j.Pattern pattern = com.google.re2j.Pattern.compile("^(?:" + expression + ")$");
        return text -> pattern.matcher(text).matches();
    }

    private static Predicate<String> uuid(String version, String variant) {
        return matching("(?i)%1$s{8}-?%1$s{4}-?%2$s%1$s{3}-?%3$s%1$s{3}-?%1$s{12}".formatted(HEX, version, variant));
    }

    private static boolean uri(String text) {
        try {
            URI uri = new URI(text);
            return uri.isAbsolute() || text.startsWith("/");
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static boolean hostname(String text) {
        return text.length() <= 255
                && matching("([a-zA-Z0-9_]([a-zA-Z0-9_-]{0,61}[a-zA-Z0-9_])?)(\\.[a-zA-Z0-9_]([a-zA-Z0-9_-]{0,61}[a-zA-Z0-9_])?)*\\.?").test(text);
    }

    private static boolean base64(String text) {
        try {
            Base64.getDecoder().decode(text);
            return text.length() % 4 == 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean date(String text) {
        try {
            return text.length() == 10 && LocalDate.parse(text) != null;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static boolean dateTime(String text) {
        try {
            return text.length() >= 20 && OffsetDateTime.parse(text.toUpperCase(java.util.Locale.ROOT)) != null;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static boolean isbn10(String text) {
        String digits = text.replaceAll("[\\s-]", "");
        if (!digits.matches("\\d{9}[\\dX]")) {
            return false;
        }
        int sum = 0;
        for (int i = 0; i < 10; i++) {
            sum += (i + 1) * (digits.charAt(i) == 'X' ? 10 : digits.charAt(i) - '0');
        }
        return sum % 11 == 0;
    }

    private static boolean isbn13(String text) {
        String digits = text.replaceAll("[\\s-]", "");
        if (!digits.matches("\\d{13}")) {
            return false;
        }
        int sum = 0;
        for (int i = 0; i < 13; i++) {
            sum += (i % 2 == 0 ? 1 : 3) * (digits.charAt(i) - '0');
        }
        return sum % 10 == 0;
    }

    private static boolean creditCard(String text) {
        String digits = text.replaceAll("\\D", "");
        if (!digits.matches("4\\d{12}(\\d{3})?|5[1-5]\\d{14}|6(011|5\\d\\d)\\d{12}|3[47]\\d{13}|3(0[0-5]|[68]\\d)\\d{11}|(2131|1800|35\\d{3})\\d{11}")) {
            return false;
        }
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int doubled = i % 2 == 0 ? digit : digit * 2;
            sum += doubled > 9 ? doubled - 9 : doubled;
        }
        return sum % 10 == 0;
    }
}
