from seedlite.cli import main

main()
