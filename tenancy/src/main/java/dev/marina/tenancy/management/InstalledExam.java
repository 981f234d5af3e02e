package dev.marina.tenancy.management;

/// An exam of the installation.
///
/// @param minutes that it is meant to take
/// @param pass per cent from which on it is passed
public record InstalledExam(String id, Words title, Words summary, int minutes, int pass, int tasks) {}
