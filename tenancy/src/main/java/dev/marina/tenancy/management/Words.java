package dev.marina.tenancy.management;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/// A text in the languages that labs have.
@JsonIgnoreProperties(ignoreUnknown = true)
public record Words(String en, String zh) {}
