package dev.marina.tenancy.mail;

/// One message, as plain text.
public record Mail(String to, String subject, String text) {}
