"""What others keep their plans in, as files of the plan."""
