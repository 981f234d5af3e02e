package dev.marina.apiserver.cel;

/// An expression has used up what it may cost. Leaves the evaluator, which knows no other way out.
final class CostExceeded extends RuntimeException {

    CostExceeded() {
        super("operation cancelled: actual cost limit exceeded", null, false, false);
    }
}
