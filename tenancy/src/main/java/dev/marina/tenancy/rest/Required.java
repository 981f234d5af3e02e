package dev.marina.tenancy.rest;

/// What is said of a field that has to be there and is not.
final class Required {

    static final String TEXT = "a text; the field is required";
    static final String NUMBER = "a whole number; the field is required";
    static final String YES_OR_NO = "true or false; the field is required";
    static final String TEXTS = "an array of texts; the field is required";

    private Required() {}
}
