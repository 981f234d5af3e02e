package dev.marina.apiserver.structural;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;

/// Numbers in upstream's messages, and comparisons that lose nothing of large integers.
final class Numbers {

    private Numbers() {}

    static BigDecimal exact(JsonNode number) {
        return number.decimalValue();
    }

    static BigDecimal exact(double number) {
        return BigDecimal.valueOf(number);
    }

    /// A bound as it is printed beside a value: without a fraction where the value has none.
    static String bound(double bound, JsonNode value) {
        return value.isIntegralNumber() ? Long.toString((long) bound) : text(bound);
    }

    /// As Go prints a float64: an exponent below 1e-4 and from 1e6, no needless fraction.
    static String text(double number) {
        double size = Math.abs(number);
        if (size != 0 && (size < 1e-4 || size >= 1e6)) {
            String text = BigDecimal.valueOf(number).stripTrailingZeros().unscaledValue().toString();
            boolean negative = text.startsWith("-");
            String digits = negative ? text.substring(1) : text;
            int exponent = new BigDecimal(digits).precision() - BigDecimal.valueOf(size).stripTrailingZeros().scale() - 1;
            String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
            return "%s%se%s%02d".formatted(negative ? "-" : "", mantissa, exponent < 0 ? "-" : "+", Math.abs(exponent));
        }
        BigDecimal plain = BigDecimal.valueOf(number).stripTrailingZeros();
        return plain.toPlainString();
    }
}
