package dev.marina.launcher.account;

/// A system user with a group of the same name, made for one part of one installation and for nothing else.
public record Account(String name, int user, int group) {}
