package dev.marina.apiserver.cel;

import dev.cel.common.types.CelType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.marina.api.Quantities;
import java.math.BigDecimal;

/// `quantity('1.5Gi')`. apiserver's pkg/cel/library/quantity.go
final class QuantityFunctions {

    static final CelType TYPE = OpaqueType.create("kubernetes.Quantity");

    private QuantityFunctions() {}

    /// @param value without needless zeros, so that equal quantities are equal
    record Amount(BigDecimal value) {
        static Amount of(String text) {
            return new Amount(Quantities.value(text).stripTrailingZeros());
        }

        Amount plus(BigDecimal more) {
            return new Amount(value.add(more).stripTrailingZeros());
        }

        boolean whole() {
            return value.stripTrailingZeros().scale() <= 0 && value.abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0;
        }
    }

    static void addTo(KubernetesFunctions functions) {
        functions.global("isQuantity", SimpleType.BOOL, SimpleType.STRING, String.class, Quantities::valid);
        functions.global("quantity", TYPE, SimpleType.STRING, String.class, Amount::of);
        functions.member("isInteger", SimpleType.BOOL, TYPE, Amount.class, Amount::whole);
        functions.member("asInteger", SimpleType.INT, TYPE, Amount.class, QuantityFunctions::integer);
        functions.member("asApproximateFloat", SimpleType.DOUBLE, TYPE, Amount.class, amount -> amount.value().doubleValue());
        functions.member("sign", SimpleType.INT, TYPE, Amount.class, amount -> (long) amount.value().signum());
        functions.member("add", TYPE, TYPE, Amount.class, TYPE, Amount.class, (one, other) -> one.plus(other.value()));
        functions.member("add", TYPE, TYPE, Amount.class, SimpleType.INT, Long.class, (one, other) -> one.plus(BigDecimal.valueOf(other)));
        functions.member("sub", TYPE, TYPE, Amount.class, TYPE, Amount.class, (one, other) -> one.plus(other.value().negate()));
        functions.member("sub", TYPE, TYPE, Amount.class, SimpleType.INT, Long.class, (one, other) -> one.plus(BigDecimal.valueOf(other).negate()));
        functions.member("isLessThan", SimpleType.BOOL, TYPE, Amount.class, TYPE, Amount.class, (one, other) -> one.value().compareTo(other.value()) < 0);
        functions.member("isGreaterThan", SimpleType.BOOL, TYPE, Amount.class, TYPE, Amount.class, (one, other) -> one.value().compareTo(other.value()) > 0);
        functions.member("compareTo", SimpleType.INT, TYPE, Amount.class, TYPE, Amount.class, (one, other) -> (long) one.value().compareTo(other.value()));
    }

    private static long integer(Amount amount) {
        if (!amount.whole()) {
            throw new IllegalArgumentException("cannot convert value to integer");
        }
        return amount.value().longValueExact();
    }
}
