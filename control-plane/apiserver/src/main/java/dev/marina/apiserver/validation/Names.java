package dev.marina.apiserver.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Rules for names: each method lists what is wrong, in upstream's words; an empty list means that the name is valid.
/// apimachinery's pkg/util/validation/validation.go
public final class Names {

    private static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private static final String SUBDOMAIN = LABEL + "(\\." + LABEL + ")*";
    private static final String QUALIFIED = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
    private static final String LABEL_VALUE = "(" + QUALIFIED + ")?";
    private static final Pattern SYSCTL = Pattern.compile("([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?");
    private static final String CONFIG_KEY = "[-._a-zA-Z0-9]+";

    private static final Rule DNS_LABEL = new Rule(LABEL, "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', "
            + "and must start and end with an alphanumeric character", "my-name", "123-abc");
    private static final Rule DNS_1035_LABEL = new Rule("[a-z]([-a-z0-9]*[a-z0-9])?",
            "a DNS-1035 label must consist of lower case alphanumeric characters or '-', "
                    + "start with an alphabetic character, and end with an alphanumeric character",
            "my-name", "abc-123");
    private static final Rule DNS_SUBDOMAIN = new Rule(SUBDOMAIN, "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, "
            + "'-' or '.', and must start and end with an alphanumeric character", "example.com");
    private static final Rule WILDCARD = new Rule("\\*\\." + SUBDOMAIN,
            "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, "
                    + "which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
            "*.example.com");
    private static final Rule QUALIFIED_PART = new Rule(QUALIFIED, "must consist of alphanumeric characters, '-', '_' or '.', "
            + "and must start and end with an alphanumeric character", "MyName", "my.name", "123-abc");
    private static final Rule VALUE = new Rule(LABEL_VALUE, "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', "
            + "and must start and end with an alphanumeric character", "MyValue", "my_value", "12345");
    private static final Rule KEY = new Rule(CONFIG_KEY, "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
            "key.name", "KEY_NAME", "key-name");

    private Names() {}

    private record Rule(Pattern form, String message) {
        Rule(String form, String message, String... examples) {
            this(Pattern.compile(form), "%s (e.g. '%s', regex used for validation is '%s')".formatted(message, String.join("',  or '", examples), form));
        }

        List<String> check(String text, int mostBytes) {
            List<String> wrong = new ArrayList<>();
            if (text.length() > mostBytes) {
                wrong.add(mostLength(mostBytes));
            }
            if (!form.matcher(text).matches()) {
                wrong.add(message);
            }
            return wrong;
        }
    }

    static String mostLength(int bytes) {
        return "must be no more than %d bytes".formatted(bytes);
    }

    public static List<String> dnsLabel(String name) {
        return DNS_LABEL.check(name, 63);
    }

    public static List<String> dns1035Label(String name) {
        return DNS_1035_LABEL.check(name, 63);
    }

    public static List<String> dnsSubdomain(String name) {
        return DNS_SUBDOMAIN.check(name, 253);
    }

    /// `*.example.com`
    public static List<String> wildcardSubdomain(String name) {
        return WILDCARD.check(name, 253);
    }

    /// What may stand in a path: names of roles and bindings.
    public static List<String> pathSegment(String name) {
        List<String> wrong = new ArrayList<>();
        if (name.equals(".") || name.equals("..")) {
            return List.of("may not be '%s'".formatted(name));
        }
        for (String character : List.of("/", "%")) {
            if (name.contains(character)) {
                wrong.add("may not contain '%s'".formatted(character));
            }
        }
        return wrong;
    }

    /// Keys of labels, annotations, finalizers: `[prefix/]name`.
    public static List<String> qualified(String name) {
        String[] parts = name.split("/", -1);
        if (parts.length > 2) {
            return List.of("a qualified name " + QUALIFIED_PART.message() + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
        }
        List<String> wrong = new ArrayList<>();
        if (parts.length == 2) {
            if (parts[0].isEmpty()) {
                wrong.add("prefix part must be non-empty");
            } else {
                dnsSubdomain(parts[0]).forEach(message -> wrong.add("prefix part " + message));
            }
        }
        String last = parts[parts.length - 1];
        if (last.isEmpty()) {
            wrong.add("name part must be non-empty");
        } else if (last.length() > 63) {
            wrong.add("name part " + mostLength(63));
        }
        if (!QUALIFIED_PART.form().matcher(last).matches()) {
            wrong.add("name part " + QUALIFIED_PART.message());
        }
        return wrong;
    }

    public static List<String> labelValue(String value) {
        return VALUE.check(value, 63);
    }

    /// Keys of ConfigMaps and Secrets, which become file names.
    public static List<String> configKey(String key) {
        List<String> wrong = new ArrayList<>(KEY.check(key, 253));
        if (key.equals(".") || key.equals("..")) {
            wrong.add("must not be '%s'".formatted(key));
        } else if (key.startsWith("..")) {
            wrong.add("must not start with '..'");
        }
        return wrong;
    }

    /// Names of environment variables: any printable ASCII but "=".
    public static List<String> environmentVariable(String name) {
        boolean printable = name.chars().allMatch(c -> c >= ' ' && c <= '~' && c != '=');
        return name.isEmpty() || !printable
                ? List.of("a valid environment variable name must consist only of printable ASCII characters other than '='")
                : List.of();
    }

    /// Names of kernel settings, with dots or slashes. IsValidSysctlName in pkg/apis/core/validation/validation.go
    static List<String> sysctl(String name) {
        return name.length() <= 253 && SYSCTL.matcher(name).matches()
                ? List.of()
                : List.of("must have at most 253 characters and match regex ^%s$".formatted(SYSCTL.pattern()));
    }

    /// Names of ports: at most 15 of [a-z0-9-], with a letter, no "--", no "-" at the ends.
    public static List<String> portName(String name) {
        List<String> wrong = new ArrayList<>();
        if (name.length() > 15) {
            wrong.add("must be no more than 15 characters");
        }
        if (!name.matches("[-a-z0-9]+")) {
            wrong.add("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
        }
        if (!name.matches(".*[a-z].*")) {
            wrong.add("must contain at least one letter (a-z)");
        }
        if (name.contains("--")) {
            wrong.add("must not contain consecutive hyphens");
        }
        if (name.startsWith("-") || name.endsWith("-")) {
            wrong.add("must not begin or end with a hyphen");
        }
        return wrong;
    }

    public static List<String> port(long number) {
        return number < 1 || number > 65535 ? List.of("must be between 1 and 65535, inclusive") : List.of();
    }
}
