package dev.marina.apiserver.cel;

import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `semver('1.2.3')`. apiserver's pkg/cel/library/semverlib.go
final class SemverFunctions {

    private static final CelType TYPE = OpaqueType.create("kubernetes.Semver");
    /// https://semver.org: numbers without leading zeros; identifiers that are numbers, too.
    private static final String NUMBER = "(0|[1-9][0-9]{0,18})";
    private static final Pattern FORM = Pattern.compile(NUMBER + "\\." + NUMBER + "\\." + NUMBER + "(?:-([0-9A-Za-z-.]+))?(?:\\+([0-9A-Za-z-.]+))?");

    private SemverFunctions() {}

    record Version(long major, long minor, long patch, List<String> before) implements Comparable<Version> {

        static Version of(String text) {
            Matcher matcher = FORM.matcher(text);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("%s is no semantic version".formatted(text));
            }
            List<String> before = parts(matcher.group(4), text);
            for (String part : before) {
                if (part.matches("0[0-9]+")) {
                    throw new IllegalArgumentException("Numeric PreRelease version must not contain leading zeroes \"%s\"".formatted(part));
                }
            }
            parts(matcher.group(5), text);
            return new Version(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)), Long.parseLong(matcher.group(3)), before);
        }

        private static List<String> parts(String text, String whole) {
            if (text == null) {
                return List.of();
            }
            List<String> parts = List.of(text.split("\\.", -1));
            if (parts.contains("")) {
                throw new IllegalArgumentException("%s is no semantic version".formatted(whole));
            }
            return parts;
        }

        @Override
        public int compareTo(Version other) {
            int numbers = major != other.major
                    ? Long.compare(major, other.major)
                    : minor != other.minor ? Long.compare(minor, other.minor) : Long.compare(patch, other.patch);
            if (numbers != 0) {
                return numbers;
            }
            if (before.isEmpty() || other.before.isEmpty()) {
                return Boolean.compare(before.isEmpty(), other.before.isEmpty());
            }
            for (int i = 0; i < Math.min(before.size(), other.before.size()); i++) {
                int parts = compare(before.get(i), other.before.get(i));
                if (parts != 0) {
                    return parts;
                }
            }
            return Integer.compare(before.size(), other.before.size());
        }

        /// Numbers are less than words.
        private static int compare(String one, String other) {
            boolean number = one.matches("[0-9]+");
            boolean otherNumber = other.matches("[0-9]+");
            if (number && otherNumber) {
                return new java.math.BigInteger(one).compareTo(new java.math.BigInteger(other));
            }
            return number == otherNumber ? Integer.signum(one.compareTo(other)) : number ? -1 : 1;
        }
    }

    static void addTo(KubernetesFunctions functions) {
        functions.global("semver", TYPE, SimpleType.STRING, String.class, Version::of);
        functions.global("isSemver", SimpleType.BOOL, SimpleType.STRING, String.class, SemverFunctions::valid);
        functions.declare("semver", CelOverloadDecl.newGlobalOverload("k8s_semver_normalized", TYPE, SimpleType.STRING, SimpleType.BOOL));
        functions.bind("k8s_semver_normalized", List.of(String.class, Boolean.class),
                arguments -> Version.of((Boolean) arguments[1] ? normalized((String) arguments[0]) : (String) arguments[0]));
        functions.declare("isSemver", CelOverloadDecl.newGlobalOverload("k8s_isSemver_normalized", SimpleType.BOOL, SimpleType.STRING, SimpleType.BOOL));
        functions.bind("k8s_isSemver_normalized", List.of(String.class, Boolean.class), arguments -> validNormalized((String) arguments[0],
                (Boolean) arguments[1]));
        functions.member("major", SimpleType.INT, TYPE, Version.class, Version::major);
        functions.member("minor", SimpleType.INT, TYPE, Version.class, Version::minor);
        functions.member("patch", SimpleType.INT, TYPE, Version.class, Version::patch);
        functions.member("isGreaterThan", SimpleType.BOOL, TYPE, Version.class, TYPE, Version.class, (one, other) -> one.compareTo(other) > 0);
        functions.member("isLessThan", SimpleType.BOOL, TYPE, Version.class, TYPE, Version.class, (one, other) -> one.compareTo(other) < 0);
        functions.member("compareTo", SimpleType.INT, TYPE, Version.class, TYPE, Version.class, (one, other) -> (long) Integer.signum(one.compareTo(other)));
    }

    private static boolean valid(String text) {
        return validNormalized(text, false);
    }

    private static boolean validNormalized(String text, boolean normalize) {
        try {
            Version.of(normalize ? normalized(text) : text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /// Without `v` and leading zeros, with zeros for numbers that are left out.
    private static String normalized(String text) {
        String[] parts = (text.startsWith("v") ? text.substring(1) : text).split("\\.", 3);
        StringBuilder whole = new StringBuilder();
        for (int i = 0; i < 3; i++) {
            String part = i < parts.length ? parts[i] : "0";
            if (parts.length < 3 && i < parts.length && part.matches(".*[+-].*")) {
                throw new IllegalArgumentException("short version cannot contain PreRelease/Build meta data");
            }
            whole.append(i == 0 ? "" : ".").append(part.replaceFirst("^0+(?=[0-9])", ""));
        }
        return whole.toString();
    }
}
