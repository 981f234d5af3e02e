package dev.marina.apiserver.admission;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A quantity of Kubernetes such as `500m` or `2Gi`, exact.
/// https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
public record ResourceAmount(BigDecimal value) implements Comparable<ResourceAmount> {

    public static final ResourceAmount ZERO = new ResourceAmount(BigDecimal.ZERO);
    private static final Pattern FORM = Pattern.compile("([+-]?[0-9.]+)(Ki|Mi|Gi|Ti|Pi|Ei|n|u|m|k|M|G|T|P|E|[eE][+-]?[0-9]+)?");
    private static final Map<String, BigDecimal> UNITS = Map.ofEntries(
            Map.entry("n", new BigDecimal("1e-9")), Map.entry("u", new BigDecimal("1e-6")), Map.entry("m", new BigDecimal("1e-3")),
            Map.entry("k", new BigDecimal("1e3")), Map.entry("M", new BigDecimal("1e6")), Map.entry("G", new BigDecimal("1e9")),
            Map.entry("T", new BigDecimal("1e12")), Map.entry("P", new BigDecimal("1e15")), Map.entry("E", new BigDecimal("1e18")),
            Map.entry("Ki", BigDecimal.valueOf(1L << 10)), Map.entry("Mi", BigDecimal.valueOf(1L << 20)), Map.entry("Gi", BigDecimal.valueOf(1L << 30)),
            Map.entry("Ti", BigDecimal.valueOf(1L << 40)), Map.entry("Pi", BigDecimal.valueOf(1L << 50)), Map.entry("Ei", BigDecimal.valueOf(1L << 60)));

    /// Throws [IllegalArgumentException] for a text that is no quantity.
    public static ResourceAmount parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("\"%s\" is not a quantity".formatted(text));
        }
        BigDecimal number = new BigDecimal(matcher.group(1));
        String unit = matcher.group(2);
        if (unit == null) {
            return new ResourceAmount(number);
        }
        BigDecimal factor = UNITS.get(unit);
        return new ResourceAmount(factor != null ? number.multiply(factor) : number.multiply(new BigDecimal("1" + unit)));
    }

    /// Zero for "" and for what is no quantity.
    public static ResourceAmount parseOrZero(String text) {
        try {
            return text.isEmpty() ? ZERO : parse(text);
        } catch (IllegalArgumentException e) {
            return ZERO;
        }
    }

    public static ResourceAmount of(long count) {
        return new ResourceAmount(BigDecimal.valueOf(count));
    }

    public ResourceAmount plus(ResourceAmount other) {
        return new ResourceAmount(value.add(other.value));
    }

    public ResourceAmount times(long factor) {
        return new ResourceAmount(value.multiply(BigDecimal.valueOf(factor)));
    }

    public boolean exceeds(ResourceAmount limit) {
        return compareTo(limit) > 0;
    }

    @Override
    public int compareTo(ResourceAmount other) {
        return value.compareTo(other.value);
    }

    /// The text form: whole numbers with the largest binary unit that fits from 1Mi on, fractions in thousandths.
    @Override
    public String toString() {
        BigDecimal plain = value.stripTrailingZeros();
        if (plain.scale() > 0) {
            return value.multiply(BigDecimal.valueOf(1000)).setScale(0, RoundingMode.CEILING).toBigInteger() + "m";
        }
        long number = plain.longValue();
        String[] names = {"Ei", "Pi", "Ti", "Gi", "Mi", "Ki"};
        for (int i = 0; i < names.length; i++) {
            long unit = 1L << (60 - 10 * i);
            if (number >= unit && number % unit == 0) {
                return number / unit + names[i];
            }
        }
        return Long.toString(number);
    }
}
