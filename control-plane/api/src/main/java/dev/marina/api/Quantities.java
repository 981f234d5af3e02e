package dev.marina.api;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Quantities such as `250m`, `1.5Gi` or `1e3`.
/// https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
public final class Quantities {

    private static final Pattern FORM = Pattern.compile("([+-]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+))((?:[KMGTPE]i)|[numkMGTPE]|(?:[eE][+-]?[0-9]{1,3}))?");
    private static final Map<String, BigDecimal> DECIMAL = Map.of("n", new BigDecimal("1e-9"), "u", new BigDecimal("1e-6"),
            "m", new BigDecimal("1e-3"), "k", new BigDecimal("1e3"), "M", new BigDecimal("1e6"), "G", new BigDecimal("1e9"),
            "T", new BigDecimal("1e12"), "P", new BigDecimal("1e15"), "E", new BigDecimal("1e18"));
    private static final String BINARY = "KMGTPE";
    private static final Set<String> USUAL = Set.of("", "m", "k", "M", "G", "T", "P", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei");
    /// As many digits as a long has in any case.
    private static final int LONGEST_USUAL = 15;
    private static final BigDecimal BINARY_STEP = BigDecimal.valueOf(1024);
    private static final String[] SUFFIXES = {"n", "u", "m", "", "k", "M", "G", "T", "P", "E"};

    private Quantities() {}

    public static boolean valid(String text) {
        return usual(text) || FORM.matcher(text).matches();
    }

    /// Whether it is a whole number with or without a suffix, as nearly all are.
    private static boolean usual(String text) {
        int digits = digits(text);
        return digits > 0 && digits <= LONGEST_USUAL && USUAL.contains(text.substring(digits));
    }

    private static int digits(String text) {
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        return digits;
    }

    /// Whether a larger suffix, or another way to write the number, would say the same.
    private static boolean canBeShorter(String usual) {
        int digits = digits(usual);
        long number = Long.parseLong(usual, 0, digits, 10);
        return usual.charAt(0) == '0' || number % (usual.endsWith("i") ? 1024 : 1000) == 0;
    }

    /// Throws [IllegalArgumentException] naming the text where it is no quantity.
    public static BigDecimal value(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("\"%s\" is no quantity; write it like 500m, 2 or 1.5Gi".formatted(text));
        }
        BigDecimal number = new BigDecimal(matcher.group(1));
        String suffix = matcher.group(2);
        if (suffix == null) {
            return number;
        }
        if (suffix.endsWith("i")) {
            return number.multiply(BigDecimal.valueOf(1024).pow(BINARY.indexOf(suffix.charAt(0)) + 1));
        }
        return DECIMAL.containsKey(suffix) ? number.multiply(DECIMAL.get(suffix)) : number.scaleByPowerOfTen(Integer.parseInt(suffix.substring(1)));
    }

    /// The form that servers answer with: the largest suffix that leaves a whole number, of the family that was written.
    /// `0.5` becomes `500m`, `1024Mi` becomes `1Gi`. apimachinery's pkg/api/resource/quantity.go, CanonicalizeBytes
    public static String canonical(String text) {
        if (usual(text) && !canBeShorter(text)) {
            return text;
        }
        BigDecimal value = value(text).setScale(9, RoundingMode.UP).stripTrailingZeros();
        if (value.signum() == 0) {
            return "0";
        }
        boolean whole = value.scale() <= 0;
        if (text.endsWith("i") && whole && value.abs().compareTo(BINARY_STEP) >= 0) {
            return binary(value);
        }
        // `1e3` and `1E` (exa) differ by the digits behind
        boolean exponent = text.matches(".*[eE][+-]?[0-9]+");
        for (int power = 18;; power -= 3) {
            BigDecimal mantissa = value.scaleByPowerOfTen(-power).stripTrailingZeros();
            if (mantissa.scale() <= 0 || power == -9) {
                String suffix = exponent ? (power == 0 ? "" : "e" + power) : SUFFIXES[(power + 9) / 3];
                return mantissa.toPlainString() + suffix;
            }
        }
    }

    private static String binary(BigDecimal value) {
        BigDecimal mantissa = value;
        int steps = 0;
        while (steps < BINARY.length() && mantissa.remainder(BINARY_STEP).signum() == 0) {
            mantissa = mantissa.divide(BINARY_STEP);
            steps++;
        }
        return mantissa.toPlainString() + (steps == 0 ? "" : BINARY.charAt(steps - 1) + "i");
    }
}
