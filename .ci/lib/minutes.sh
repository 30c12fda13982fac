# What each part of a run took, and how many minutes it aims at. "$minutes" is the file that holds it until the end.

# From here on what is noted belongs to this part.
begin_part() {
  part_name=$1
  part_aim=$2
}

note_seconds() {
  printf '%s\t%s\t%s\n' "$part_name" "$part_aim" "$1" >>"$minutes"
}

# One line for each part, in the order they came, and their sum.
print_minutes() {
  awk -F '\t' '
    !($1 in seconds) { names[++count] = $1 }
    { seconds[$1] += $3; aims[$1] = $2 }
    function row(name, took, aim) {
      printf "%-16s %7.1f %5s%s\n", name, took / 60, aim, (took > aim * 60 ? "  longer than its aim" : "")
    }
    END {
      printf "%-16s %7s %5s\n", "part", "minutes", "aim"
      for (i = 1; i <= count; i++) {
        row(names[i], seconds[names[i]], aims[names[i]])
        took += seconds[names[i]]
        aim += aims[names[i]]
      }
      row("sum", took, aim)
    }' "$minutes"
}
